from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    conduct_announce_to_all = fields.Boolean(related="company_id.conduct_announce_to_all", readonly=False)
    conduct_notice_user_ids = fields.Many2many(related="company_id.conduct_notice_user_ids", readonly=False)
    conduct_filing_user_id = fields.Many2one(related="company_id.conduct_filing_user_id", readonly=False)
