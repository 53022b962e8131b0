from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_map_url = fields.Char(related="company_id.dealer_map_url", readonly=False)
    dealer_coordinating_department_id = fields.Many2one(
        related="company_id.dealer_coordinating_department_id", readonly=False
    )
