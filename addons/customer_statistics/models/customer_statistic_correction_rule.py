from odoo import api, fields, models


class CustomerStatisticCorrectionRule(models.Model):
    """How an error in an issued report is corrected, by when it is found and how bad it is (S0-12.1 to S0-12.3).

    The first rule that meets an error says the way. Who approves a slip say the approval rules.
    """

    _name = "customer.statistic.correction.rule"
    _description = "Correction of statistics, by when and how bad"
    _inherit = ["customer.policy.rule.mixin"]

    period = fields.Selection(
        selection=lambda self: self.env["customer.statistic.kind"]._fields["period"]._description_selection(self.env),
        help="Reports of which period; empty: of any.",
    )
    found = fields.Selection(
        [("any", "At Any Time"), ("same_day", "The Same Day"), ("later", "On a Later Day")],
        required=True,
        default="any",
    )
    days_later = fields.Integer(default=1, help="On a later day: so many days later, or more.")
    counted_from = fields.Selection(
        [("period", "Last Day of the Period"), ("issue", "Day of the Issue")], required=True, default="period"
    )
    only_major = fields.Boolean("Major Errors Only")
    major_percent = fields.Float(
        "Major from (%)",
        help="A figure that differs by so many percent of what was issued, or more, is a major error as well as what "
        "is marked as one; 0: only what is marked.",
    )
    channel = fields.Selection(
        [
            ("oral", "By Telephone or Orally"),
            ("note", "Note on the Report of the Day"),
            ("slip", "Correction Slip"),
        ],
        "Way",
        required=True,
        default="slip",
        help="By telephone or orally: who was told, when and by whom is logged.\n"
        "Note: the report of the day on which the error was found explains it.\n"
        "Slip: a numbered paper, attached to the report, approved where a rule says by whom.",
    )

    _days_positive = models.Constraint("CHECK(days_later > 0)", "On a later day is one day later at least.")
    _percent_positive = models.Constraint("CHECK(major_percent >= 0)", "A difference in percent is not negative.")

    @api.model
    def _met_by(self, correction):
        """Return the rules in force that meet ``correction``, up to the first that is enforced."""
        return self._in_force(correction.company_id)._until_enforced(lambda rule: rule._meets(correction))

    def _meets(self, correction) -> bool:
        self.ensure_one()
        return (
            self.period in (False, correction.report_id.kind_id.period)
            and self._meets_day(correction)
            and (not self.only_major or self._is_major(correction))
        )

    def _meets_day(self, correction) -> bool:
        if self.found == "any":
            return True
        days = correction._days_after(self.counted_from)
        return days <= 0 if self.found == "same_day" else days >= self.days_later

    def _is_major(self, correction) -> bool:
        by_difference = bool(self.major_percent) and correction._largest_difference() >= self.major_percent
        return correction.is_major or by_difference
