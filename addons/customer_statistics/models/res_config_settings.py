from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_statistic_department_id = fields.Many2one(
        related="company_id.customer_statistic_department_id", readonly=False
    )
