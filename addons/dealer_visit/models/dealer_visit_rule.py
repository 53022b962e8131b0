from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.customer_policy.tools import deadline_time

from ..tools import visit_date

UNITS = [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")]

#: what the dates of visits follow from; names and clauses of rules change nothing
DECIDING = {
    "active",
    "mode",
    "sequence",
    "effective_from",
    "kind",
    "domain",
    "scheme_id",
    "grade_codes",
    "interval",
    "interval_unit",
    "project_window_days",
    "project_percent",
}


class DealerVisitRule(models.Model):
    """How often customers are visited (S1.1-4.2.2, S1.1-4.2.3), and how often by top management (S1.1-4.2.4b).

    Of the rules of a kind that meet a customer the first counts: one for those out of town stands before the grades.
    """

    _name = "dealer.visit.rule"
    _description = "Visit rule"
    _inherit = ["customer.policy.condition.mixin"]

    kind = fields.Selection(
        [("interval", "Visits by Anybody"), ("senior", "Visits by Top Management")], required=True, default="interval"
    )
    scheme_id = fields.Many2one(
        "customer.grade.scheme", string="Grade Scheme", check_company=True, index="btree_not_null", ondelete="restrict"
    )
    grade_codes = fields.Char(
        "Grades",
        help="Codes with commas between them: the rule meets customers that have one of these grades, in the scheme "
        "where one is chosen. Empty: whatever the grade.",
    )
    interval = fields.Integer(default=6, help="The next visit is due so long after the last one.")
    interval_unit = fields.Selection(UNITS, string="Unit", required=True, default="month")
    project_window_days = fields.Integer(
        "Project within (Days)", help="With a project planned so near, visits are more frequent; 0: no difference."
    )
    project_percent = fields.Integer(
        "Interval before a Project (%)", default=100, help="So much of the interval is left when a project is near."
    )
    visits_per_year = fields.Integer("Visits per Year", default=1)
    senior_group_id = fields.Many2one(
        "res.groups",
        string="Top Management",
        ondelete="restrict",
        default=lambda self: self.env.ref("customer_policy.group_general_manager", raise_if_not_found=False),
        help="A visit counts when somebody of this role closes it, or came along and confirmed it.",
    )

    _numbers_positive = models.Constraint(
        "CHECK(interval > 0 AND project_window_days >= 0 AND visits_per_year > 0 "
        "AND project_percent BETWEEN 1 AND 100)",
        "Intervals and visits per year are more than nothing, a share lies between 1 and 100 percent.",
    )

    def _condition_model(self):
        return "customer.file"

    @api.constrains("scheme_id", "grade_codes")
    def _check_grade_codes(self):
        for rule in self.filtered("scheme_id"):
            known = set(rule.scheme_id.grade_ids.mapped("code"))
            if unknown := rule._codes() - known:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: the scheme “%(scheme)s” has no grade %(codes)s.",
                        rule=rule.name,
                        scheme=rule.scheme_id.name,
                        codes=", ".join(sorted(unknown)),
                    )
                )

    def _codes(self) -> set[str]:
        return {code.strip() for code in (self.grade_codes or "").replace("，", ",").split(",") if code.strip()}

    # which customers

    @api.model
    def _by_file(self, rules, files) -> dict:
        """Return by file the rule of ``rules`` that counts for it; files that none meets are left out.

        The cost is a query per rule with a condition, however many files there are.
        """
        grades = files._grade_codes() if any(rule._codes() for rule in rules) else {}
        met = {file: self.browse() for file in files}
        for rule in rules:
            waiting = files.browse(file.id for file, found in met.items() if "enforce" not in found.mapped("mode"))
            for file in waiting.with_prefetch(files.ids).filtered_domain(rule._get_domain()):
                if rule._meets_grades(grades.get(file._origin.id, ())):
                    met[file] |= rule
        return {file: found._deciding() for file, found in met.items() if found}

    def _meets_grades(self, grades) -> bool:
        """Say whether the rule is about a customer with these grades, pairs of scheme and code."""
        codes = self._codes()
        return not codes or any(
            code in codes and (not self.scheme_id or scheme_id == self.scheme_id.id) for scheme_id, code in grades
        )

    def _files_domain(self) -> Domain:
        """Return the domain of the files that the rule is about."""
        self.ensure_one()
        Files = self.env["customer.file"]
        domain = self._get_domain() & Domain("company_id", "=", self.company_id.id) & Files._living_domain()
        if not (codes := self._codes()):
            return domain
        query = SQL(
            """(SELECT row.file_id FROM customer_file_grade row JOIN customer_grade grade ON grade.id = row.grade_id
                 WHERE row.date_to IS NULL AND row.company_id = %s AND grade.code IN %s %s)""",
            self.company_id.id,
            tuple(codes),
            SQL("AND row.scheme_id = %s", self.scheme_id.id) if self.scheme_id else SQL(),
        )
        return domain & Domain("id", "in", query)

    # when

    def _since(self) -> date:
        """Return the day from which on the rule asks for visits: who was never visited is not late by it before."""
        if self.effective_from:
            return self.effective_from
        made = self.create_date or fields.Datetime.now()
        return deadline_time.local_day(made, self.company_id._policy_timezone().zone)

    def _next_date(self, last: date, project: date | None, today: date) -> date:
        """Return by when a customer is visited again who was last visited on the day ``last``."""
        near = project and 0 <= (project - today).days <= self.project_window_days and self.project_window_days
        percent = self.project_percent if near else 100
        return visit_date.next_visit(last, self.interval, self.interval_unit, percent)

    # changed rules

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env["customer.file"]._follow_visit_rules(rules._interval_companies())
        return rules

    def write(self, vals):
        before = self._interval_companies()
        result = super().write(vals)
        if not DECIDING.isdisjoint(vals):
            self.env["customer.file"]._follow_visit_rules(before | self._interval_companies())
        return result

    def unlink(self):
        companies = self._interval_companies()
        result = super().unlink()
        self.env["customer.file"]._follow_visit_rules(companies)
        return result

    def _interval_companies(self):
        return self.filtered(lambda rule: rule.kind == "interval").company_id
