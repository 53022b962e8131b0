from collections.abc import Iterable

from odoo import models

from ..tools import formula
from ..tools.period import Period
from .customer_statistic_counting import NO_GROUP, TOTAL, Cell, Counted, Key
from .customer_statistic_report_computing import OTHER_PERIODS, Sheet, Table


class CustomerStatisticReport(models.Model):
    """How figures that were drawn up become rows, in one go."""

    _inherit = "customer.statistic.report"

    def _store_sheet(self, sheet: Sheet) -> None:
        """Replace the figures of this report, except for what is entered by hand."""
        self.ensure_one()
        figures = self.env["customer.statistic.figure"]
        figures.flush_model()
        kept = self._kept_entries()
        self.env.cr.execute(
            "DELETE FROM customer_statistic_figure WHERE report_id = %s AND NOT (id = ANY(%s))", [self.id, kept.ids]
        )
        rows = list(self._figure_rows(sheet))
        for figure in kept:
            index = next(i for i, row in enumerate(rows) if self._is_row_of(row, figure))
            self._update_entry(figure, rows.pop(index))
        figures._insert_rows(rows, self._figure_values())
        figures.invalidate_model()
        self.invalidate_recordset(["figure_ids"])
        if "\n".join(sheet.notes) != (self.computed_note or ""):
            self._write_protected({"computed_note": "\n".join(sheet.notes)})
        if sheet.parts != (self.counted_parts or {}):
            self._write_protected({"counted_parts": sheet.parts})

    def _kept_entries(self):
        """Return the figures that people enter in this report, not in those of its units or of shorter periods."""
        figures = self.env["customer.statistic.figure"]
        entered = self.kind_id.line_ids.indicator_id.filtered(lambda one: one.kind == "entered")
        if not entered or self._expected_units():
            return figures
        entered -= self._entered_in_base()
        return figures.search([("report_id", "=", self.id), ("indicator_id", "in", entered.ids)])

    @staticmethod
    def _is_row_of(row: dict, figure) -> bool:
        names = ("group_one_key", "group_two_key")
        return row["indicator_id"] == figure.indicator_id.id and all(
            (row[name] or "") == (figure[name] or "") for name in names
        )

    def _update_entry(self, figure, row: dict) -> None:
        """Bring what stands beside an entered figure up to date."""
        names = ("sequence", "plan", "has_plan", "previous", "has_previous", "last_year", "has_last_year")
        figure.write({name: row[name] for name in names})

    def _figure_values(self) -> dict:
        """Hook: return the columns that all figures of this report have alike."""
        return {"report_id": self.id, "company_id": self.company_id.id}

    def _figure_rows(self, sheet: Sheet) -> Iterable[dict]:
        """Give a row for each indicator and each group that anything is of."""
        lines = self.kind_id.line_ids
        groups = self._group_columns({key for one in lines for key in sheet.present[one.indicator_id.id].cells})
        for number, line in enumerate(lines):
            indicator_id = line.indicator_id.id
            counted, hidden = sheet.present[indicator_id], sheet.hidden.get("", {}).get(indicator_id, ())
            ranks = line._ranked(counted)
            for key, columns in groups.items():
                cell = counted.at(key)
                if cell is None:
                    continue
                rank, is_last = ranks.get(key, (None, False))
                yield {
                    **columns,
                    **self._compared(indicator_id, key, cell.value, sheet),
                    "indicator_id": indicator_id,
                    "sequence": number,
                    "numerator": cell.numerator,
                    "denominator": 1 if cell.denominator is None else cell.denominator,
                    "customers": cell.customers,
                    "is_small": key in hidden,
                    "rank": rank,
                    "is_last": is_last,
                }

    @staticmethod
    def _compared(indicator_id: int, key: Key, value: float | None, sheet: Sheet) -> dict:
        """Return the value of a figure beside what was planned, and what it was before.

        What was of too few customers then stands nowhere: who sees this figure need not be one who saw that.
        """
        plan = sheet.plans.get((indicator_id, key))
        then = []
        for name, table in (("previous", sheet.previous), ("last_year", sheet.last_year)):
            found = table.get(indicator_id)
            is_hidden = key in sheet.hidden.get(name, {}).get(indicator_id, ())
            cell = found and not is_hidden and found.at(key)
            then.append(cell.value if cell else None)
        return {
            "value": value,
            "current_value": value,
            "has_value": value is not None,
            "plan": plan,
            "has_plan": plan is not None,
            "completion": 100 * value / plan if plan and value is not None else 0,
            "previous": then[0],
            "has_previous": then[0] is not None,
            "last_year": then[1],
            "has_last_year": then[1] is not None,
        }

    def _group_columns(self, keys: set[Key]) -> dict[Key, dict]:
        """Return keys and names of these groups and of all together, in the order they are shown in."""
        keys |= {TOTAL}
        names = [self._group_names({key[place] for key in keys}, place) for place in (0, 1)]

        def place_of(key):
            return [(part != "", part == NO_GROUP, known[part]) for part, known in zip(key, names, strict=True)]

        return {
            key: {
                "group_one_key": key[0] or None,
                "group_one_label": names[0][key[0]] or None,
                "group_two_key": key[1] or None,
                "group_two_label": names[1][key[1]] or None,
            }
            for key in sorted(keys, key=place_of)
        }

    def _group_names(self, keys: set[str], place: int) -> dict[str, str]:
        """Return what groups of the first or second breakdown are called, by key."""
        code = self.kind_id.group_two if place else self.kind_id.group_one
        groups = self.env["customer.statistic.source"]._groups()
        names = groups[code].names if code in groups else {}
        if isinstance(names, str):
            records = self.env[names].browse(int(one) for one in keys - {"", NO_GROUP}).exists()
            names = {str(record.id): record[record._rec_name] for record in records}
        return {one: names.get(one, one) for one in keys} | {"": "", NO_GROUP: self.env._("None")}

    # after something was entered

    def _refresh_formulas(self) -> None:
        """Compute the formulas anew from the figures there are; called when one was entered by hand."""
        self.ensure_one()
        indicators = self.kind_id.line_ids.indicator_id
        formulas = indicators.filtered(lambda one: one.kind == "formula")
        if not formulas:
            return
        needed = indicators._with_operands()
        sheet = Sheet(
            {key: counted for key, counted in self._stored(self)[self.id].items() if key not in formulas._ids},
            self._operands("previous", needed),
            self._operands("last_year", needed),
            self._plan_values(),
        )
        unseen = needed.filtered(lambda one: one.id not in sheet.present and one.kind in ("known", "records"))
        sheet.present.update(self._counted(Period(self.date_from, self.date_to), unseen, lambda: None))
        self._evaluate(needed, sheet.present, sheet)
        for figure in self.figure_ids.filtered(lambda one: one.indicator_id in formulas):
            cell = sheet.present[figure.indicator_id.id].at((figure.group_one_key or "", figure.group_two_key or ""))
            value = cell.value if cell else None
            if (value or 0) != figure.value or figure.has_value != (value is not None):
                figure.write({"value": value, "numerator": value, "has_value": value is not None})

    def _operands(self, name: str, needed) -> Table:
        """Return what formulas need of another period: what stands beside the figures, and what does not.

        Of an indicator that the report does not show nothing stands there, nor of a small group.
        """
        beside = self._beside(name)
        formulas = needed.filtered(lambda one: one.kind == "formula")
        parts = {part for one in formulas for part in formula.references(one._parsed_formula())}
        codes = {part.code for part in parts if part.function == name}
        shown = not self.kind_id.least_customers and all(one.id in beside for one in needed if one.code in codes)
        if shown or not codes:
            return beside
        this, kind = Period(self.date_from, self.date_to), self.kind_id
        other = OTHER_PERIODS[name](this, kind.period, kind.period_count)
        return beside | self._of_other_period(other, name, needed.browse(), needed, lambda: None)

    def _beside(self, name: str) -> Table:
        """Return what stands beside the figures: ``previous`` or ``last_year``."""
        found: Table = {}
        for figure in self.figure_ids:
            key = (figure.group_one_key or "", figure.group_two_key or "")
            counted = found.get(figure.indicator_id.id, Counted({}))
            counted.cells[key] = Cell(figure[name] if figure[f"has_{name}"] else None)
            grouped = tuple(known or bool(part) for known, part in zip(counted.grouped, key, strict=True))
            found[figure.indicator_id.id] = counted._replace(grouped=grouped)
        return found
