from collections.abc import Callable

from odoo import api, fields, models

from ..tools import period
from .customer_statistic_report_computing import Sheet, Table

#: how the figures of a report are counted, beside its indicators
COUNTED_BY = ("group_one", "group_two", "secret_customers")


class CustomerStatisticReport(models.Model):
    """Reports that are made from the issued ones of shorter periods, a year from its months.

    Each remembers how it was counted, since its kind may change: groups of another breakdown are others, whatever
    their keys.
    """

    _inherit = "customer.statistic.report"

    group_one = fields.Char("By (Code)", readonly=True, copy=False, help="The first breakdown of its figures.")
    group_two = fields.Char("And by (Code)", readonly=True, copy=False, help="The second breakdown of its figures.")
    secret_customers = fields.Char(
        "Secret Customers (Code)", readonly=True, copy=False, help="Whether they are part of its figures."
    )

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), *COUNTED_BY}

    def _store_sheet(self, sheet: Sheet) -> None:
        super()._store_sheet(sheet)
        self._write_protected({name: self.kind_id[name] for name in COUNTED_BY})

    def _is_broken_down_as(self, kind) -> bool:
        """Say whether the groups of this report are those of ``kind``."""
        self.ensure_one()
        return all((self[name] or "") == (kind[name] or "") for name in ("group_one", "group_two"))

    def _is_counted_as(self, kind) -> bool:
        """Say whether the figures of this report are counted as those of ``kind`` are."""
        return self._is_broken_down_as(kind) and self.secret_customers == kind.secret_customers

    # from issued reports

    def _base_periods(self) -> list[period.Period]:
        """Return the periods of the base kind that make up that of this report; none where they do not."""
        base = self.kind_id.base_kind_id
        days = period.Period(self.date_from, self.date_to)
        return period.parts(days, base.period, base.period_count) if base else []

    def _base_reports(self):
        """Return the issued reports that this one is made from."""
        return self._issued(self.kind_id.base_kind_id, self._base_periods())

    def _rolled_up(self, indicators, sheet: Sheet, progress: Callable[[], None]) -> Table:
        """Return what follows from the issued reports of the base kind; a part of the period without one is counted."""
        days = self._base_periods()
        indicators &= self.kind_id.base_kind_id.line_ids.indicator_id if days else indicators.browse()
        indicators = indicators.filtered(lambda one: one.rollup != "recount")
        by_hand = indicators.filtered(lambda one: one.kind == "entered")
        if days and self.kind_id.least_customers and not self.kind_id.base_kind_id.least_customers:
            # of reports that did not count customers nobody knows which figures are of too few
            sheet.notes.append(
                self.env._("Counted anew: “%s” does not count customers.", self.kind_id.base_kind_id.name)
            )
            indicators = by_hand
        if not indicators:
            return {}
        issued = self._base_reports()
        stored = self._stored(issued)
        entered = set(by_hand._ids)
        tables: dict[period.Period, Table] = {part: {} for part in days}
        others = issued.filtered(lambda report: not report._is_counted_as(self.kind_id))
        for report in issued:
            # what is entered by hand has no groups, and is counted nowhere else
            tables[period.Period(report.date_from, report.date_to)] = {
                key: counted for key, counted in stored[report.id].items() if report not in others or key in entered
            }
        self._note_missing(set(days) - {(one.date_from, one.date_to) for one in issued}, others, sheet)
        for part in days:
            absent = indicators.filtered(
                lambda one, table=tables[part], part=part: (
                    one.id not in table and one.kind != "entered" and (one.rollup == "sum" or part == days[-1])
                )
            )
            tables[part] = {**tables[part], **self._counted(part, absent, progress)}
        return self._added_up(indicators, list(tables.values()))

    def _note_missing(self, missing: set[period.Period], others, sheet: Sheet) -> None:
        """Name the parts of the period that were not issued, and the reports that were counted in another way."""
        if missing:
            labels = ", ".join(self._period_label(part) for part in sorted(missing))
            sheet.notes.append(
                self.env._("Not issued and therefore counted now, without what is entered by hand: %s.", labels)
            )
        if others:
            labels = ", ".join(self._period_label((one.date_from, one.date_to)) for one in others.sorted("date_from"))
            sheet.notes.append(self.env._("Issued with another breakdown and therefore counted now: %s.", labels))

    def _entered_in_base(self):
        """Return the indicators whose values were entered in the issued reports that this one is made from."""
        base = self.kind_id.base_kind_id
        entered = base.line_ids.indicator_id.filtered(lambda one: one.kind == "entered" and one.rollup != "recount")
        return entered & self._base_reports().figure_ids.indicator_id if entered else entered

    def _base_obstacle(self) -> str:
        """Say that what this report was made from was issued or corrected since it was computed."""
        if not self.kind_id.base_kind_id or not self.computed_date:
            return ""
        # sudo: whether the reports it is made from changed is for whoever draws it up
        for base in self.sudo()._base_reports():
            moments = [base.issued_date, *base.correction_ids.mapped("applied_date")]
            if any(moment and moment > self.computed_date for moment in moments):
                return self.env._("%s was issued or corrected since it was computed: compute it again.", base.period)
        return ""
