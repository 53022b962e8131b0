from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class StaffCheckRule(models.Model):
    """Who checks what, how often a day, and what follows: tool bags, 5S sheets, evening evaluations, rosters, diaries.

    Observe and enforce: the checks are expected; what nobody did by the end of the day is missing. Only cases depend on
    the mode of the conduct rules.
    """

    _name = "staff.check.rule"
    _description = "Rule for checks"
    _inherit = ["customer.policy.rule.mixin"]

    department_ids = fields.Many2many("hr.department", string="Departments", check_company=True, help="Empty: all.")
    subject = fields.Selection(
        [("employee", "Each person"), ("department", "Each department")],
        "Checked",
        required=True,
        default="employee",
        help="The head is not checked with the own department.",
    )
    checker = fields.Selection(
        [("head", "Head of the department"), ("self", "The person"), ("named", "A named employee")],
        "Who Checks",
        required=True,
        default="head",
    )
    checker_id = fields.Many2one(
        "hr.employee", "Named", index="btree_not_null", ondelete="restrict", check_company=True
    )
    times = fields.Integer("Times a Day", required=True, default=1)
    minimum_people = fields.Integer("People at Least", help="So many are named on it, for a duty roster.")
    item_ids = fields.One2many("staff.check.rule.item", "rule_id", "Items", copy=True)
    omission_rule_id = fields.Many2one(
        "staff.conduct.rule", "Missing Checks", index="btree_not_null", ondelete="restrict", check_company=True,
        help="By this rule who had to check is reported for each check that is missing.",
    )  # fmt: skip
    failure_rule_id = fields.Many2one(
        "staff.conduct.rule", "Failed Items", index="btree_not_null", ondelete="restrict", check_company=True,
        help="By this rule is reported who was checked; of a department, who checks. The units are the failed items.",
    )  # fmt: skip

    _times_positive = models.Constraint(
        "CHECK(times > 0 AND minimum_people >= 0)", "A check is made once a day or more."
    )

    @api.constrains("checker", "checker_id", "subject")
    def _check_checker(self):
        for rule in self:
            if rule.checker == "named" and not rule.checker_id:
                raise ValidationError(self.env._("%s: name who checks.", rule.name))
            if rule.checker == "self" and rule.subject != "employee":
                raise ValidationError(self.env._("%s: only a person checks itself.", rule.name))

    def _unfulfillable(self):
        """Checks that nobody would make."""
        return super()._unfulfillable() | self.filtered(
            lambda rule: any(not who for _subject, _department, who in rule._expected())
        )

    def _is_working_day(self, day) -> bool:
        calendar = self.company_id.resource_calendar_id
        return not calendar or bool(calendar._working_days_between(self.company_id, day - timedelta(days=1), day))

    def _expected(self) -> list[tuple]:
        """Return (person or none, department, who checks) for each check of a day."""
        self.ensure_one()
        # sudo: who works where, and under whom, is no secret
        employees, departments = self.env["hr.employee"].sudo(), self.env["hr.department"].sudo()
        own = [("company_id", "=", self.company_id.id)]
        if self.subject == "department":
            found = self.department_ids or departments.search(own)
            return [(employees, one, self._checker_of(one, employees)) for one in found.sudo()]  # sudo: see above
        if self.department_ids:
            own.append(("department_id", "child_of", self.department_ids.ids))
        staff = employees.search(own)
        if self.checker != "self":
            staff = staff.filtered(lambda one: one != self._checker_of(one.department_id, one))
        return [(one, one.department_id, self._checker_of(one.department_id, one)) for one in staff]

    def _checker_of(self, department, person):
        if self.checker == "named":
            return self.checker_id
        if self.checker == "self":
            return person
        while department and not department.manager_id:
            department = department.parent_id
        return department.manager_id

    @api.model
    def _cron_day(self):
        """Expect the checks of today, and close those of the days before."""
        # sudo: the scheduled action works for all companies
        for rule in self.sudo().search([("mode", "!=", "off")]):
            today = rule.company_id._policy_today()
            if rule in self._in_force(rule.company_id) and rule._is_working_day(today):
                rule._expect(today)
        self.env["staff.check"].sudo()._close_before_today()  # sudo: see above

    def _expect(self, day):
        """Make the checks of ``day`` that are not there yet."""
        self.ensure_one()
        # sudo: see _cron_day
        checks = self.env["staff.check"].sudo()
        known = checks.search([("rule_id", "=", self.id), ("date", "=", day)])
        there = {(one.subject_id.id, one.department_id.id, one.number) for one in known}
        return checks.create(
            [
                checks._prepare_expected(self, day, subject, department, who, number)
                for subject, department, who in self._expected()
                for number in range(1, self.times + 1)
                if who and (subject.id, department.id, number) not in there
            ]
        )
