from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class Figure(NamedTuple):
    """A figure of the dashboard: what it counts, and how it is shown."""

    code: str
    name: str
    section: str
    model: str
    domain: Domain
    #: how it looks when there are some: danger, warning, info, success
    tone: str = "info"
    #: what is shown instead of the number of records
    value: str = ""


class CustomerComplaintDashboard(models.Model):
    """What matters now about complaints, each figure with the list behind it.

    Nothing is stored, and all is counted with the rights of who looks: record rules decide what counts.
    """

    _name = "customer.complaint.dashboard"
    _description = "Complaints now"
    _auto = False
    _order = "sequence, id"

    sequence = fields.Integer(readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char("Figure", readonly=True)
    section = fields.Selection(
        [("now", "Now"), ("step", "In Progress by Step"), ("month", "This Month"), ("improvement", "Improvement")],
        readonly=True,
        group_expand=True,
    )
    count = fields.Integer(readonly=True, aggregator=None)
    value = fields.Char(readonly=True)
    tone = fields.Char(readonly=True)

    @property
    def _table_query(self):
        columns = ("id", "sequence", "code", "name", "section", "count", "value", "tone")
        return SQL(
            "SELECT * FROM (VALUES %s) AS dashboard (%s)",
            SQL(", ").join(
                SQL("(%s)", SQL(", ").join(SQL("%s", value) for value in self._row(number, figure)))
                for number, figure in enumerate(self._figures(), 1)
            ),
            SQL(", ").join(map(SQL.identifier, columns)),
        )

    @api.model
    def _row(self, number: int, figure: Figure) -> tuple:
        count = self.env[figure.model].search_count(figure.domain)
        tone = figure.tone if count else "muted"
        return number, number, figure.code, figure.name, figure.section, count, figure.value or str(count), tone

    def action_open(self):
        """Show what the figure counts."""
        self.ensure_one()
        figure = next(figure for figure in self._figures() if figure.code == self.code)
        return {
            "type": "ir.actions.act_window",
            "name": figure.name,
            "res_model": figure.model,
            "view_mode": "list,kanban,form" if figure.model == "customer.complaint" else "list,form",
            "domain": list(figure.domain),
        }

    @api.model
    def _figures(self) -> list[Figure]:
        """Return the figures of the companies one works in; addons add theirs."""
        return [*self._figures_now(), *self._figures_by_step(), *self._figures_of_month(), *self._figures_improvement()]

    def _case(self, code, name, domain, tone="info", section="now", value="") -> Figure:
        domain = Domain("company_id", "in", self.env.companies.ids) & Domain(domain)
        return Figure(code, name, section, "customer.complaint", domain, tone, value)

    def _figures_now(self) -> list[Figure]:
        going = Domain("state", "in", ("draft", "submitted", "open"))
        today = self.env.company._policy_today()
        tomorrow = self.env.company._policy_moments(today, today)[1]
        mine = Domain("state", "=", "open") & Domain("is_mine", "=", True)
        return [
            Figure("mine", self.env._("Waiting for Me"), "now", "customer.complaint.task", mine, "warning"),
            self._case("overdue", self.env._("Overdue"), going & Domain("is_late", "=", True), "danger"),
            self._case(
                "today",
                self.env._("Due Today"),
                going & Domain("next_due_date", "<=", tomorrow) & Domain("next_due_date", ">", fields.Datetime.now()),
                "warning",
            ),
            self._case("accept", self.env._("To Accept"), [("state", "=", "submitted")], "warning"),
            self._case(
                "unassigned",
                self.env._("With Nobody"),
                going & Domain("user_id", "=", False) & Domain("unit_id", "=", False),
                "warning",
            ),
            self._case(
                "waiting", self.env._("Waiting for the Customer"), going & Domain("is_waiting", "=", True), "info"
            ),
        ]

    def _figures_by_step(self) -> list[Figure]:
        open_cases = Domain("state", "=", "open") & Domain("company_id", "in", self.env.companies.ids)
        groups = self.env["customer.complaint"]._read_group(open_cases, ["step_id"], order="step_id")
        return [
            self._case(
                f"step_{step.id or 0}",
                step.name or self.env._("Ready to Close"),
                Domain("state", "=", "open") & Domain("step_id", "=", step.id),
                section="step",
            )
            for (step,) in groups
        ]

    def _figures_of_month(self) -> list[Figure]:
        company = self.env.company
        first_day = company._policy_today().replace(day=1)
        begin = company._policy_moments(first_day, first_day)[0]
        closed = Domain("state", "=", "closed") & Domain("closed_date", ">=", begin)
        ours = closed & Domain("company_id", "in", self.env.companies.ids)
        cases = self.env["customer.complaint"]
        count = cases.search_count(ours)
        # sudo: whether a case was late is counted among those the user may read only
        terms = (
            self.env["customer.deadline"]
            .sudo()
            ._search([("res_model", "=", cases._name), ("milestone", "=", "close"), ("state", "=", "late")])
        )
        late = Domain("id", "in", terms.subselect("res_id"))
        late_count = cases.search_count(ours & late)
        report = self.env["customer.complaint.report"]
        rows = Domain("closed_date", ">=", begin) & Domain("company_id", "in", self.env.companies.ids)
        [(days, satisfaction)] = report._read_group(rows, [], ["days:avg", "satisfaction:avg"])
        none = "–"
        in_time = f"{100 * (count - late_count) / count:.0f}%" if count else none
        rated = closed & Domain("satisfaction", "!=", False)
        return [
            self._case("closed", self.env._("Closed"), closed, "success", "month"),
            self._case("in_time", self.env._("Closed in Time"), closed & ~late, "success", "month", in_time),
            self._case("late", self.env._("Closed Too Late"), closed & late, "danger", "month"),
            self._case(
                "days", self.env._("Average Days to Close"), closed, "info", "month", f"{days:.1f}" if count else none
            ),
            self._case(
                "satisfaction",
                self.env._("Satisfaction"),
                rated,
                "success",
                "month",
                f"{satisfaction:.1f} / 5" if satisfaction else none,
            ),
        ]

    def _figures_improvement(self) -> list[Figure]:
        company = Domain("company_id", "in", self.env.companies.ids)
        going = company & Domain("state", "=", "open")
        model = "customer.complaint.measure"
        section = "improvement"
        return [
            Figure("measures", self.env._("Measures to Carry Out"), section, model, going, "info"),
            Figure(
                "measures_late",
                self.env._("Overdue Measures"),
                section,
                model,
                going & Domain("is_overdue", "=", True),
                "danger",
            ),
            Figure(
                "effects",
                self.env._("Effects to Check"),
                section,
                model,
                company & Domain("state", "=", "done"),
                "warning",
            ),
            Figure(
                "objections",
                self.env._("Open Objections"),
                section,
                "customer.complaint.objection",
                company & Domain("state", "=", "open"),
                "warning",
            ),
        ]
