from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..tools import formula, period, small_groups
from .customer_statistic_counting import TOTAL, Cell, Counted, Key, Scope
from .customer_statistic_indicator_rollup import Shape

Table = dict[int, Counted]
#: with which period the functions of formulas compare
OTHER_PERIODS = {"previous": period.before, "last_year": period.last_year}


@dataclass
class Sheet:
    """What is drawn up for a report, before it is stored. Tables are by the id of the indicator."""

    present: Table = field(default_factory=dict)
    previous: Table = field(default_factory=dict)
    last_year: Table = field(default_factory=dict)
    plans: dict[tuple[int, Key], float] = field(default_factory=dict)
    #: which figures are not shown, of the period and, as "previous" and "last_year", of the others
    hidden: dict[str, dict[int, set[Key]]] = field(default_factory=dict)
    #: the reports of units it is made from, as ``counted_parts`` of the report
    parts: dict[str, str] = field(default_factory=dict)
    #: what whoever reads the report should know about how it was computed
    notes: list[str] = field(default_factory=list)

    def tables(self) -> dict[str, Table]:
        """Return where the functions of formulas look."""
        return {"": self.present, "share": self.present, "previous": self.previous, "last_year": self.last_year}


class CustomerStatisticReport(models.Model):
    """How the figures of a report are drawn up.

    What is closed comes from issued reports: a year from its months, the last period and that of last year. The rest
    is counted, by one statement per source. All of it with all rights: who may see a figure is decided where it is
    read.
    """

    _inherit = "customer.statistic.report"

    computed_note = fields.Text("Remarks", readonly=True, copy=False, help="What was not as it should be.")

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "computed_note"}

    def _compute_figures(self):
        """Draw up all figures of this report anew; what was entered by hand stays."""
        result = super()._compute_figures()
        self._store_sheet(self._draw_up())
        return result

    def _draw_up(self, progress: Callable[[], None] = lambda: None) -> Sheet:
        """Return what the figures of this report are now; nothing is written.

        :param progress: called after each statement
        """
        self.ensure_one()
        # what units submit while it is counted makes it out of date
        sheet, this = Sheet(parts=self._submitted_parts()), period.Period(self.date_from, self.date_to)
        indicators = self.kind_id.line_ids.indicator_id
        needed = indicators._with_operands()
        sheet.present = self._present(needed, sheet, progress)
        for name, of in OTHER_PERIODS.items():
            other = of(this, self.kind_id.period, self.kind_id.period_count)
            setattr(sheet, name, self._of_other_period(other, name, indicators, needed, progress))
        sheet.plans = self._plan_values()
        self._evaluate(needed, sheet.present, sheet)
        self._hide_small_groups(needed, sheet)
        return sheet

    # counting

    def _scope(self, days: period.Period) -> Scope:
        kind, departments = self.kind_id, None
        if self.department_id:
            below = self.env["hr.department"].with_context(active_test=False)
            departments = below.search([("id", "child_of", self.department_id.id)])._ids
        return Scope(
            self.company_id,
            *days,
            departments,
            (kind.group_one or "", kind.group_two or ""),
            kind.secret_customers == "left_out",
            kind.least_customers > 0,
        )

    def _counted(self, days: period.Period, indicators, progress: Callable[[], None]) -> Table:
        """Count known figures and records of ``days``, for the unit of this report."""
        found = {}
        sources = self.env["customer.statistic.source"].with_company(self.company_id)
        for part in sources._count_by_source(self._scope(days), indicators):
            found.update(part)
            progress()
        return found

    def _present(self, needed, sheet: Sheet, progress: Callable[[], None]) -> Table:
        counted = needed.filtered(lambda one: one.kind in ("known", "records"))
        entered = needed.filtered(lambda one: one.kind == "entered")
        found = self._rolled_up(counted | entered, sheet, progress) if self.kind_id.base_kind_id else {}
        found.update(self._counted_in_units(counted.filtered(lambda one: one.id not in found), sheet, progress))
        found.update(self._entered(entered.filtered(lambda one: one.id not in found), sheet))
        return found

    def _of_other_period(self, days, function: str, indicators, needed, progress: Callable[[], None]) -> Table:
        """Return the figures of another period: as they were issued and corrected, or else counted now."""
        issued = self._issued(self.kind_id, [days])
        found = self._stored(issued).get(issued.id, {})
        if issued and not issued._is_broken_down_as(self.kind_id):
            found = {key: counted.totals() for key, counted in found.items()}
        by_code, wanted = {one.code: one for one in needed}, set(indicators)
        formulas = needed.filtered(lambda one: one.kind == "formula")
        nodes = {one: formula.references(one._parsed_formula()) for one in formulas}
        for node in nodes.values():
            wanted |= {by_code[one.code] for one in node if one.function == function and one.code in by_code}
        missing, pending = set(), list(wanted)
        while pending:
            one = pending.pop()
            if one.id in found or one in missing:
                continue
            missing.add(one)
            pending += [by_code[part.code] for part in nodes.get(one, ()) if part.function in ("", "share")]
        missing = needed.filtered(lambda one: one in missing)
        live = missing.filtered(lambda one: one.kind in ("known", "records"))
        found.update(self._counted(days, live, progress))
        self._evaluate(missing, found, Sheet(present=found))
        return found

    # from issued reports

    def _issued(self, kind, days: Collection[period.Period]):
        """Return the issued reports of ``kind`` for these periods, of the unit of this report."""
        return self.search(
            [
                ("kind_id", "=", kind.id),
                ("department_id", "=", self.department_id.id),
                ("date_from", "in", [one.first for one in days]),
                ("state", "=", "issued"),
            ]
        )

    @api.model
    def _stored(self, reports) -> dict[int, Table]:
        """Return the figures of ``reports``, with their corrections, by the id of the report."""
        if not reports:
            return {}
        figures = self.env["customer.statistic.figure"]
        figures.flush_model()
        found: dict[int, Table] = defaultdict(dict)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT report_id, indicator_id, COALESCE(group_one_key, ''), COALESCE(group_two_key, ''),
                       CASE WHEN is_corrected THEN corrected_value * COALESCE(NULLIF(denominator, 0), 1)
                            WHEN has_value THEN numerator END,
                       CASE WHEN is_corrected AND denominator = 0 THEN 1 ELSE denominator END,
                       COALESCE(customers, 0), is_small
                  FROM customer_statistic_figure WHERE report_id IN %s
                """,
                reports._ids,
            )
        )
        shapes = self.env["customer.statistic.indicator"].browse({row[1] for row in rows})._shapes()
        for report_id, indicator_id, one, two, numerator, denominator, customers, is_small in rows:
            table, shape = found[report_id], shapes[indicator_id]
            if indicator_id not in table:
                table[indicator_id] = Counted({}, (False, False), shape.empty)
            cell = Cell(numerator, denominator if shape.is_ratio else None, customers, bool(is_small))
            table[indicator_id].cells[one, two] = cell
        for table in found.values():
            for indicator_id, counted in table.items():
                grouped = tuple(any(key[place] for key in counted.cells) for place in (0, 1))
                table[indicator_id] = counted._replace(grouped=grouped)
        return found

    @api.model
    def _added_up(self, indicators, tables: list[Table], rollup: str = "") -> Table:
        """Return what the figures of parts make together; ``rollup`` counts for all, or else that of each.

        What stands at the end is what stands in the last part: without it nothing is known.
        """
        shapes = indicators._shapes()
        found = {}
        for one in indicators:
            taken = tables[-1:] if (rollup or one.rollup) == "last" else tables
            found[one.id] = shapes[one.id].added_up([table[one.id] for table in taken if one.id in table])
        return found

    @api.model
    def _period_label(self, days: period.Period) -> str:
        first, last = (format_date(self.env, day) for day in days)
        return first if first == last else f"{first} – {last}"

    # units

    def _expected_units(self):
        """Return the units whose reports this one is made of: of those of the kind, the highest below its own."""
        units = self.kind_id.unit_ids
        paths = {unit: unit.parent_path for unit in units}
        if self.department_id:
            above = self.department_id.parent_path
            units = units.filtered(lambda unit: paths[unit].startswith(above) and paths[unit] != above)
        return units.filtered(
            lambda unit: not any(paths[unit].startswith(paths[other]) for other in units if other != unit)
        )

    def _part_reports(self):
        """Return the reports of these units that were submitted."""
        return self.search(
            [
                ("kind_id", "=", self.kind_id.id),
                ("department_id", "in", self._expected_units().ids),
                ("date_from", "=", self.date_from),
                ("date_to", "=", self.date_to),
                ("state", "in", ("submitted", "issued")),
            ]
        )

    def _missing_units(self):
        """Return the units that have not submitted their reports (S0-03)."""
        return self._expected_units() - self._part_reports().department_id

    def _entered(self, indicators, sheet: Sheet) -> Table:
        """Return what was entered by hand: here, or in the reports of the units, which then add up (S0-03)."""
        if not indicators:
            return {}
        if not self._expected_units():
            stored = self._stored(self).get(self.id, {})
            return {one.id: stored.get(one.id, Counted({TOTAL: Cell(None)})) for one in indicators}
        return self._added_up(indicators, list(self._stored(self._part_reports()).values()), rollup="sum")

    def _counted_in_units(self, indicators, sheet: Sheet, progress: Callable[[], None]) -> Table:
        """Count for the unit of this report, or for the company, and tell when its parts come to something else."""
        found = self._counted(period.Period(self.date_from, self.date_to), indicators, progress)
        expected = self._expected_units()
        if not expected:
            return found
        parts = self._part_reports()
        missing = expected - parts.department_id
        if missing:
            sheet.notes.append(self.env._("Not yet submitted: %s.", ", ".join(missing.mapped("name"))))
            return found
        tables = self._stored(parts).values()
        shapes = indicators._shapes()
        for one in indicators.filtered(lambda one: one.rollup == "sum" and shapes[one.id] == Shape(empty=Cell(0))):
            total = sum(table[one.id].cells[TOTAL].value or 0 for table in tables if one.id in table)
            own = found[one.id].cells[TOTAL].value or 0
            if round(total - own, 6):
                sheet.notes.append(self._units_differ(one, total, own))
        return found

    def _units_differ(self, indicator, units: float, own: float) -> str:
        """Say that units come to something else; not how much, where what is left can be of few customers."""
        if self.kind_id.least_customers:
            return self.env._("%s: the reports of the units come to something else.", indicator.name)
        return self.env._(
            "%(indicator)s: %(units)s in the reports of the units, %(all)s in all.",
            indicator=indicator.name,
            units=f"{units:,.{indicator.decimals}f}",
            all=f"{own:,.{indicator.decimals}f}",
        )

    # what follows

    def _plan_values(self) -> dict[tuple[int, Key], float]:
        """Hook: return the planned values of the period, by indicator and group."""
        return {}

    @api.model
    def _evaluate(self, indicators, table: Table, sheet: Sheet) -> None:
        """Compute the formulas among ``indicators`` into ``table``, those first that others need."""
        by_code = {one.code: one for one in indicators if one.kind == "formula"}
        nodes = {code: one._parsed_formula() for code, one in by_code.items()}
        ids = {one.code: one.id for one in indicators._with_operands()} if nodes else {}
        for code in formula.in_order(nodes):
            if by_code[code].id not in table:
                table[by_code[code].id] = self._evaluated(nodes[code], ids, sheet)

    @api.model
    def _evaluated(self, node: formula.Node, ids: dict[str, int], sheet: Sheet) -> Counted:
        """Compute one formula for each group that all it needs is broken down by."""
        tables, needs = sheet.tables(), formula.references(node)
        known = {one: tables[one.function].get(ids[one.code]) for one in needs if one.function != "plan"}
        counted = [one for one in known.values() if one]
        grouped = tuple(bool(counted) and all(one.grouped[place] for one in counted) for place in (0, 1))

        def at(key: Key) -> Cell:
            def value_of(reference):
                if reference.function == "plan":
                    return sheet.plans.get((ids[reference.code], key))
                found = known[reference]
                value = found.at(key).value if found else None
                if reference.function != "share" or value is None:
                    return value
                total = found.at(TOTAL).value
                return value / total if total else None

            behind = [one.at(key).customers for one in counted]
            return Cell(formula.evaluate(node, value_of), None, min(filter(None, behind), default=0))

        keys = {TOTAL, *(key for one in counted for key in one.cells)}
        keys = {key for key in keys if all(grouped[place] or not key[place] for place in (0, 1))}
        nothing = tuple("?" if one else "" for one in grouped)
        return Counted({key: at(key) for key in keys}, grouped, at(nothing) if any(grouped) else Cell(None))

    def _hide_small_groups(self, needed, sheet: Sheet) -> None:
        """Mark figures of too few customers, and what gives them away; a formula hides what one of its parts hides.

        So are those of the other periods: a group that is large enough now may have been small then.
        """
        if not self.kind_id.least_customers:
            return
        for name in OTHER_PERIODS:
            sheet.hidden[name] = self._hidden_in(getattr(sheet, name), needed, {}, {})
        sheet.hidden[""] = self._hidden_in(sheet.present, needed, sheet.hidden, self._given_away(sheet.present))

    def _hidden_in(
        self,
        table: Table,
        needed,
        elsewhere: dict[str, dict[int, set[Key]]],
        given_away: dict[int, set[Key]],
    ) -> dict[int, set[Key]]:
        """Return which figures of ``table`` to hide.

        :param elsewhere: which are hidden of other periods
        :param given_away: which tell too much together with other reports
        """
        found: dict[int, set[Key]] = {}
        formulas = {one.code: one._parsed_formula() for one in needed if one.kind == "formula"}
        by_code = {one.code: one.id for one in needed}
        for code in [*(code for code in by_code if code not in formulas), *formula.in_order(formulas)]:
            if by_code[code] not in table:
                continue
            cells = table[by_code[code]].cells
            # what was issued as of too few stays so
            also = {key for key, cell in cells.items() if cell.is_small} | given_away.get(by_code[code], set())
            for part in formula.references(formulas[code]) if code in formulas else ():
                also |= elsewhere.get(part.function, found).get(by_code[part.code], set())
            customers = {key: cell.customers for key, cell in cells.items()}
            found[by_code[code]] = small_groups.hidden(customers, self.kind_id.least_customers, also)
        return found
