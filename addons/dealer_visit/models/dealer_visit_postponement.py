from odoo import fields, models


class DealerVisitPostponement(models.Model):
    """That a visit was put off, and why; written by :meth:`dealer.visit._postpone` only."""

    _name = "dealer.visit.postponement"
    _description = "Postponement of a visit"
    _inherit = ["customer.export.mixin"]
    _order = "id desc"
    _rec_name = "reason"

    visit_id = fields.Many2one("dealer.visit", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, precompute=True, index=True)
    secrecy_level_id = fields.Many2one(related="visit_id.secrecy_level_id")
    date_from = fields.Datetime("Was Planned for", required=True, readonly=True)
    date_to = fields.Datetime("Now Planned for", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
