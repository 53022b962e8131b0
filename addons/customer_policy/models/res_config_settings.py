from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_deadline_digest_hours = fields.Integer(related="company_id.customer_deadline_digest_hours", readonly=False)
