from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_file_custodian_id = fields.Many2one(related="company_id.customer_file_custodian_id", readonly=False)
    customer_leak_supervisor_id = fields.Many2one(related="company_id.customer_leak_supervisor_id", readonly=False)
