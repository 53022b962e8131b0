from odoo import fields, models


class StaffAppraisalGrade(models.Model):
    """What a score is called, and the merit or violation it is reported as."""

    _name = "staff.appraisal.grade"
    _description = "Grade of an appraisal"
    _order = "score_from desc, id"

    scheme_id = fields.Many2one("staff.appraisal.scheme", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    name = fields.Char("Grade", required=True, translate=True)
    score_from = fields.Float("From", required=True)
    rule_id = fields.Many2one(
        "staff.conduct.rule", "Reported as", index="btree_not_null", ondelete="restrict",
        help="Who reaches it is reported by this rule, for a reward or a penalty.",
    )  # fmt: skip
