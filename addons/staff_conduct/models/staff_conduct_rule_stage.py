from odoo import api, fields, models


class StaffConductRuleStage(models.Model):
    """What follows from the n-th case on, or from so many units on: another amount, a range, a sanction."""

    _name = "staff.conduct.rule.stage"
    _description = "Stage of a conduct rule"
    _order = "count_from, severity, id"

    rule_id = fields.Many2one("staff.conduct.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="rule_id.currency_id")
    count_from = fields.Integer("From", required=True, default=1, help="From the so many-th case, or unit, on.")
    severity = fields.Selection([("ordinary", "Ordinary"), ("serious", "Serious")], help="Empty: whatever it is.")
    amount = fields.Monetary()
    multiple = fields.Float(help="So many times the amount of the rule.")
    amount_min = fields.Monetary("At Least")
    amount_max = fields.Monetary("At Most", help="With a range, the decision says how much.")
    sanction_id = fields.Many2one("staff.conduct.sanction", index="btree_not_null", ondelete="restrict")
    follow_rule_id = fields.Many2one(
        "staff.conduct.rule",
        "Also a Case of",
        index="btree_not_null",
        ondelete="restrict",
        help="A second case is opened by this rule, for human resources for example.",
    )

    _in_order = models.Constraint(
        "CHECK(count_from > 0 AND amount >= 0 AND multiple >= 0 AND amount_min >= 0 AND amount_max >= amount_min)",
        "Stages count from 1, amounts are not negative, and the largest amount is not below the smallest.",
    )

    @api.depends("count_from", "amount", "multiple", "amount_min", "amount_max", "sanction_id", "severity")
    @api.depends_context("lang")
    def _compute_display_name(self):
        severities = dict(self._fields["severity"]._description_selection(self.env))
        for stage in self:
            parts = [self.env._("from %s", stage.count_from), severities.get(stage.severity)]
            if stage.amount_max:
                parts.append(f"{stage.amount_min:g} - {stage.amount_max:g}")
            elif stage.amount:
                parts.append(f"{stage.amount:g}")
            elif stage.multiple:
                parts.append(f"× {stage.multiple:g}")
            parts.append(stage.sanction_id.name)
            stage.display_name = ", ".join(filter(None, parts))
