from odoo import api, fields, models

KINDS = [("self", "Self-inspection of physical security"), ("audit", "Internal security audit")]


class CustomerSecurityInspectionRule(models.Model):
    """How often information security is inspected (S1.8-27, S1.8-33)."""

    _name = "customer.security.inspection.rule"
    _description = "Plan of security inspections"
    _inherit = ["customer.policy.rule.mixin"]

    kind = fields.Selection(KINDS, string="Kind of Inspection", required=True, default="self")
    interval_months = fields.Integer("Months between Inspections", required=True, default=3)
    group_id = fields.Many2one(
        "res.groups", string="Inspected by", ondelete="restrict", help="One of this group is given the inspection."
    )

    _interval_positive = models.Constraint("CHECK(interval_months > 0)", "An interval is one month at least.")

    @api.model
    def _cron_plan(self):
        """Plan the next inspection of each enforced rule, once the interval since the last one has passed."""
        # sudo: the scheduler plans for all companies
        for company in self.env["res.company"].sudo().search([]):
            for rule in self._in_force(company).filtered(lambda rule: rule.mode == "enforce"):
                rule._plan(company._policy_today())

    def _plan(self, today):
        """Plan an inspection when none is open and the last one is long enough ago."""
        inspections = self.env["customer.security.inspection"]
        known = inspections.search([("rule_id", "=", self.id)], order="planned_date desc", limit=1)
        if known.state == "planned":
            return
        last = known.planned_date or self.effective_from
        due = max(fields.Date.add(last, months=self.interval_months), today) if known else last or today
        if due <= today:
            inspections.create(
                {
                    "rule_id": self.id,
                    "company_id": self.company_id.id,
                    "kind": self.kind,
                    "planned_date": today,
                    "inspector_id": self._inspector().id,
                }
            )._ask_inspector()

    def _inspector(self):
        users = self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.group_id.ids),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
            ]
        )
        return (users.filtered(lambda user: self.group_id in user.group_ids) or users)[:1]
