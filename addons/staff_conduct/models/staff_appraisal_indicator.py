from odoo import fields, models


class StaffAppraisalIndicator(models.Model):
    """One thing that is appraised, the satisfaction of the customers for example."""

    _name = "staff.appraisal.indicator"
    _description = "Indicator of an appraisal"
    _order = "sequence, id"

    scheme_id = fields.Many2one("staff.appraisal.scheme", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    weight = fields.Float("Weight (%)", required=True)
    maximum = fields.Float("Full Value", required=True, default=100, help="5 for marks up to five, 100 for rates.")
    least = fields.Float("At Least (%)", help="Of the full value; who is below is reported. 0: no limit.")
    penalty_rule_id = fields.Many2one(
        "staff.conduct.rule", "Below", index="btree_not_null", ondelete="restrict", help="The rule it is reported by."
    )

    _full = models.Constraint("CHECK(maximum > 0 AND weight >= 0)", "The full value of an indicator is above 0.")
