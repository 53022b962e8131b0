from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    conduct_announce_to_all = fields.Boolean(
        "Announcements for All Staff",
        help="All staff read published personnel announcements; else those who handle them.",
    )
    conduct_notice_user_ids = fields.Many2many(
        "res.users",
        "res_company_conduct_notice_rel",
        string="Told of Decisions",
        domain=[("share", "=", False)],
        help="Who keeps copies of penalty notices, in the general manager's office and in finance for example.",
    )
    conduct_filing_user_id = fields.Many2one(
        "res.users", "Files Applications", domain=[("share", "=", False)], ondelete="restrict",
        help="In administration, who files the applications of staff who become permanent.",
    )  # fmt: skip
