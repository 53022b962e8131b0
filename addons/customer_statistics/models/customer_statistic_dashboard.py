from odoo import api, models
from odoo.fields import Domain

#: states in which a report has figures
COUNTED = ("computed", "submitted", "issued")
#: so many reports are offered to choose from, so many periods are drawn
OFFERED, PERIODS = 60, 12
#: more groups than these are told apart in no chart
GROUPS = 30
#: what is told of a figure
VALUES = (
    "value", "denominator", "plan", "completion", "previous", "last_year", "is_corrected", "is_last", "is_problem",
)  # fmt: skip


class CustomerStatisticReport(models.Model):
    """The page for one period: what was reached, by plan and against before, and how it is made up (S4.infoflow-4).

    All of it is searched with the rights of who looks: record rules decide which reports and figures there are.
    """

    _inherit = "customer.statistic.report"

    @api.model
    @api.readonly
    def get_dashboard(
        self, kind_id: int | None = None, report_id: int | None = None, indicator_id: int | None = None
    ) -> dict:
        """Return what the page shows of a report: what can be chosen, a tile per indicator, and the charts of one.

        What is not given, or not open to the reader, gives way to the first kind, its latest report and its first
        indicator. Values are numbers in the unit of their indicator, amounts in the currency of the company,
        completions and changes in percent; None: there is none, or it is not for the reader.
        """
        report = self.search(self._dashboard_domain() & Domain("id", "=", report_id or 0))
        kinds = self._dashboard_kinds()
        kind = report.kind_id or kinds.filtered(lambda one: one.id == kind_id) or kinds[:1]
        reports = self._dashboard_reports(kind)
        report = report or reports.filtered(lambda one: one.state == "issued")[:1] or reports[:1]
        # who looks at the page of a secret report has read it
        report._register_reading(opened=True)
        page = {
            "kinds": [{"id": one.id, "name": one.name} for one in kinds],
            "kind_id": kind.id,
            "reports": [one._dashboard_choice() for one in reports | report],
            "report": report._dashboard_choice() if report else None,
        }
        return page | report._dashboard_figures(indicator_id) if report else page

    @api.model
    def _dashboard_domain(self) -> Domain:
        return Domain("state", "in", COUNTED) & Domain("company_id", "in", self.env.companies.ids)

    @api.model
    def _dashboard_kinds(self):
        """Return the kinds of which there is a report to see."""
        groups = self._read_group(self._dashboard_domain(), ["kind_id"])
        kinds = self.env["customer.statistic.kind"].union(*(kind for (kind,) in groups))
        return kinds.sorted(lambda kind: (kind.company_id.id, kind.sequence, kind.id))

    @api.model
    def _dashboard_reports(self, kind):
        """Return the latest reports of ``kind``, that of the whole company before those of its units."""
        order = "date_from desc, department_id nulls first, id desc"
        return self.search(self._dashboard_domain() & Domain("kind_id", "=", kind.id), order=order, limit=OFFERED)

    def _dashboard_choice(self) -> dict:
        self.ensure_one()
        return {
            "id": self.id,
            "name": self._dashboard_period(),
            "state": self.state,
            "state_label": self._workflow_state_label(),
            "currency_id": self.company_id.currency_id.id,
        }

    def _dashboard_period(self) -> str:
        # sudo: the name of a department is no secret
        return " ".join(filter(None, (self.period, self.department_id.sudo().name)))

    def _dashboard_figures(self, indicator_id: int | None) -> dict:
        """Return the tiles of this report, and the charts of one of its indicators."""
        self.ensure_one()
        totals = {figure.indicator_id: figure for figure in self._dashboard_totals()}
        # an indicator of the kind without a figure is not left out: it was not counted, or is not for the reader
        indicators = self.env["customer.statistic.indicator"].union(*totals, self.kind_id.line_ids.indicator_id)
        chosen = indicators.filtered(lambda one: one.id == indicator_id) or indicators[:1]
        # the breakdowns as they were when it was drawn up
        names = dict(self.env["customer.statistic.source"]._group_selection())
        return {
            "tiles": [self._dashboard_tile(one, totals.get(one)) for one in indicators],
            "indicator_id": chosen.id,
            "by_one": self._dashboard_groups("one", chosen, names.get(self.group_one or self.kind_id.group_one)),
            "by_two": self._dashboard_groups("two", chosen, names.get(self.group_two or self.kind_id.group_two)),
            "periods": self._dashboard_periods(chosen),
        }

    def _dashboard_totals(self, *domain):
        """Return the figures of all customers of these reports."""
        totals = [("report_id", "in", self.ids), ("group_one_key", "=", False), ("group_two_key", "=", False)]
        return self.env["customer.statistic.figure"].search([*totals, *domain])

    @api.model
    def _dashboard_values(self, figure) -> dict:
        """Return what is told of a figure; nothing but None of none."""
        if not figure or not (figure.has_value or figure.is_corrected):
            return dict.fromkeys(VALUES)
        return {
            "value": figure.current_value,
            "denominator": figure.denominator,
            "plan": figure.plan if figure.has_plan else None,
            "completion": figure.completion if figure.has_plan and figure.plan else None,
            "previous": figure.previous if figure.has_previous else None,
            "last_year": figure.last_year if figure.has_last_year else None,
            "is_corrected": figure.is_corrected,
            "is_last": figure.is_last,
            "is_problem": figure.is_problem,
        }

    def _dashboard_tile(self, indicator, figure) -> dict:
        values = self._dashboard_values(figure)
        return {
            "id": indicator.id,
            **self._terms_of(indicator)._asdict(),
            "higher_is": indicator.higher_is,
            **values,
            "change": self._dashboard_change(values["value"], values["previous"]),
            "change_last_year": self._dashboard_change(values["value"], values["last_year"]),
        }

    @api.model
    def _dashboard_change(self, now: float | None, before: float | None) -> dict | None:
        """Return by how much a value went up or down, and by how many percent of what it was."""
        if now is None or before is None:
            return None
        return {"value": now - before, "percent": 100 * (now - before) / abs(before) if before else None}

    def _dashboard_groups(self, which: str, indicator, name: str | None) -> dict:
        """Return the figures of ``indicator`` by the first or the second breakdown, the highest first.

        :param name: what the breakdown is called; None: the report has none
        """
        self.ensure_one()
        other = "two" if which == "one" else "one"
        figures = self.env["customer.statistic.figure"].search(
            [
                ("report_id", "=", self.id),
                ("indicator_id", "=", indicator.id),
                (f"group_{which}_key", "!=", False),
                (f"group_{other}_key", "=", False),
            ]
        )
        rows = [
            {"label": figure[f"group_{which}_label"], **self._dashboard_values(figure)}
            for figure in figures.filtered(lambda figure: figure.has_value or figure.is_corrected).sorted(
                lambda figure: -figure.current_value
            )
        ]
        return {
            "name": name,
            "rows": rows[:GROUPS],
            "more": max(len(rows) - GROUPS, 0),
            # parts of a whole; of rates and averages there is none
            "is_share": all(row["value"] >= 0 and row["denominator"] == 1 for row in rows),
        }

    def _dashboard_periods(self, indicator) -> list[dict]:
        """Return ``indicator`` over the issued periods of the same unit up to this one, the oldest first."""
        self.ensure_one()
        before = self.search(
            [
                ("kind_id", "=", self.kind_id.id),
                ("department_id", "=", self.department_id.id),
                ("state", "=", "issued"),
                ("date_from", "<", self.date_from),
            ],
            order="date_from desc",
            limit=PERIODS - 1,
        )
        reports = (before | self).sorted("date_from")
        figures = reports._dashboard_totals(("indicator_id", "=", indicator.id)).grouped("report_id")
        return [
            {
                "label": report.period,
                "is_issued": report.state == "issued",
                **self._dashboard_values(figures.get(report)),
            }
            for report in reports
        ]

    def action_open_dashboard(self):
        """Show the page for the period of this report."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("customer_statistics.customer_statistic_dashboard_action")
        return {**action, "params": {"reportId": self.id}}
