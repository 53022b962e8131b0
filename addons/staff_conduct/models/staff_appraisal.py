from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class StaffAppraisal(models.Model):
    """The appraisal of a person for a period, with its score and grade."""

    _name = "staff.appraisal"
    _description = "Appraisal"
    _inherit = ["customer.record.mixin"]
    _final_states = ("confirmed",)
    _fixed_fields = ("company_id", "employee_id", "scheme_id")
    _order = "date_to desc, id desc"
    _rec_name = "employee_id"
    _check_company_auto = True
    _workflow_steps = (
        Step("confirm", _lt("Confirm"), ("draft",), "confirmed", "", "confirmed_by_id", "confirmed_date"),
    )

    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, index=True, ondelete="restrict", check_company=True
    )
    employee_user_id = fields.Many2one(
        related="employee_id.user_id", string="User of the Person", store=True, index=True, precompute=True
    )
    department_id = fields.Many2one(related="employee_id.department_id", store=True, index=True, precompute=True)
    scheme_id = fields.Many2one(
        "staff.appraisal.scheme", required=True, index=True, ondelete="restrict", check_company=True
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    line_ids = fields.One2many("staff.appraisal.line", "appraisal_id", "Values", copy=True)
    score = fields.Float(compute="_compute_score", store=True, aggregator="avg", digits=(6, 2))
    grade = fields.Char(compute="_compute_grade", store=True)
    note = fields.Text("Remarks")
    state = fields.Selection([("draft", "Draft"), ("confirmed", "Confirmed")], tracking=True)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    confirmed_date = fields.Datetime(readonly=True, copy=False)

    _period = models.Constraint("CHECK(date_to >= date_from)", "The period of an appraisal ends after it begins.")

    @api.depends("line_ids.value", "line_ids.indicator_id", "state")
    def _compute_score(self):
        for appraisal in self:
            # a confirmed one stays, whatever happens to the scheme
            if appraisal.state != "confirmed":
                appraisal.score = sum(line.percent * line.indicator_id.weight / 100 for line in appraisal.line_ids)

    @api.depends("score", "scheme_id")
    def _compute_grade(self):
        for appraisal in self:
            if appraisal.state != "confirmed":
                appraisal.grade = appraisal.scheme_id._grade(round(appraisal.score, 2)).name

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("line_ids"):
                scheme = self.env["staff.appraisal.scheme"].browse(vals.get("scheme_id"))
                vals["line_ids"] = [(0, 0, {"indicator_id": one.id}) for one in scheme.indicator_ids]
        appraisals = super().create(vals_list)
        if not self.env.su and any(one.employee_user_id == self.env.user for one in appraisals):
            raise AccessError(self.env._("Nobody appraises the own work."))
        return appraisals

    def action_confirm(self):
        return self._run_step("confirm")

    def _before_confirm(self):
        for appraisal in self:
            missing = appraisal.scheme_id.indicator_ids - appraisal.line_ids.indicator_id
            if missing:
                raise UserError(
                    self.env._(
                        "%(appraisal)s: values are missing: %(names)s.",
                        appraisal=appraisal.display_name,
                        names=", ".join(missing.mapped("name")),
                    )
                )

    def _after_confirm(self):
        """Report what is too low, and the grade, to those who decide what comes of it."""
        conduct = self.env["customer.policy.conduct"]
        for appraisal in self:
            rules = appraisal.scheme_id._grade(round(appraisal.score, 2)).rule_id
            for line in appraisal.line_ids:
                if line._is_low():
                    rules |= line.indicator_id.penalty_rule_id
            for rule in rules:
                conduct._report_on(rule.code, appraisal.employee_id, 1, appraisal, appraisal.date_to)
