from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class StaffCheck(models.Model):
    """One check of a day: expected, then done, or missing at its end."""

    _name = "staff.check"
    _description = "Check"
    _inherit = ["customer.workflow.mixin", "customer.fixed.mixin"]
    _fixed_fields = ("company_id", "rule_id", "date", "number", "subject_id", "department_id", "checker_id")
    _order = "date desc, rule_id, id"
    _rec_name = "rule_id"
    _check_company_auto = True
    _workflow_steps = (Step("complete", _lt("Done"), ("expected",), "done", "", "done_by_id", "done_date"),)

    rule_id = fields.Many2one(
        "staff.check.rule", "Check", required=True, index=True, ondelete="restrict", check_company=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    number = fields.Integer("Of the Day", default=1, help="The first, second ... of the day.")
    subject_id = fields.Many2one(
        "hr.employee", "Person", index="btree_not_null", ondelete="restrict", check_company=True
    )
    department_id = fields.Many2one("hr.department", index="btree_not_null", ondelete="restrict")
    checker_id = fields.Many2one(
        "hr.employee", "Who Checks", required=True, index=True, ondelete="restrict", check_company=True
    )
    people_ids = fields.Many2many("res.users", string="On Duty", domain=[("share", "=", False)], check_company=True)
    line_ids = fields.One2many("staff.check.line", "check_id", "Items")
    failed_count = fields.Integer("Failed", compute="_compute_failed_count", store=True)
    note = fields.Text()
    state = fields.Selection(
        [("expected", "To Do"), ("done", "Done"), ("missing", "Missing")], default="expected", group_expand=True
    )
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    done_date = fields.Datetime(readonly=True, copy=False)

    _once = models.UniqueIndex(
        "(rule_id, date, number, COALESCE(subject_id, 0), COALESCE(department_id, 0))", "This check is there already."
    )
    _waiting = models.Index("(company_id, date) WHERE state = 'expected'")

    @api.depends("line_ids.is_failed")
    def _compute_failed_count(self):
        for check in self:
            check.failed_count = len(check.line_ids.filtered("is_failed"))

    @api.model
    def _prepare_expected(self, rule, day, subject, department, who, number: int) -> dict:
        return {
            "company_id": rule.company_id.id,
            "rule_id": rule.id,
            "date": day,
            "number": number,
            "subject_id": subject.id,
            "department_id": department.id,
            "checker_id": who.id,
            "line_ids": [(0, 0, {"name": item.name}) for item in rule.item_ids],
        }

    def write(self, vals):
        result = super().write(vals)
        if "people_ids" in vals:
            self._check_people()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks.filtered("people_ids")._check_people()
        return checks

    def _check_people(self):
        """Warn of, or refuse, a duty with too few people (S1.6-daily-27)."""
        for check in self:
            least, found = check.rule_id.minimum_people, len(check.people_ids)
            if found < least:
                check.rule_id._breached_by(
                    check,
                    self.env._(
                        "%(check)s on %(day)s: %(found)s on duty, at least %(least)s are needed.",
                        check=check.rule_id.name, day=check.date, found=found, least=least,
                    ),
                )  # fmt: skip

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        # sudo: whose user it is, is no secret
        if self.checker_id.sudo().user_id != self.env.user and not self.env.user.has_group(
            "customer_policy.group_supervisor"
        ):
            return self.env._("%s makes this check.", self.checker_id.name)
        return ""

    def action_complete(self):
        return self._run_step("complete")

    def _before_complete(self):
        self.filtered(lambda check: check.rule_id.minimum_people)._check_people()

    def _after_complete(self):
        for check in self.filtered("failed_count"):
            rule = check.rule_id.failure_rule_id
            person = check.subject_id or check.checker_id
            self.env["customer.policy.conduct"]._report_on(rule.code, person, check.failed_count, check, check.date)

    @api.model
    def _close_before_today(self):
        """What was not done by the end of its day is missing; who had to check is reported."""
        conduct = self.env["customer.policy.conduct"]
        for company, checks in self.search([("state", "=", "expected")]).grouped("company_id").items():
            today = company._policy_today()
            missed = checks.filtered(lambda check, today=today: check.date < today)
            missed._write_protected({"state": "missing"})
            for check in missed:
                conduct._report_on(check.rule_id.omission_rule_id.code, check.checker_id, 1, check, check.date)
