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
        figures._insert_rows(rows)
        self._write_protected({"computed_note": "\n".join(sheet.notes)})
        self.invalidate_recordset(["figure_ids"])

    def _kept_entries(self):
        """Return the figures that people enter in this report, not in those of its units or of shorter periods."""
        if self._expected_units():
            return self.env["customer.statistic.figure"]
        entered = self.kind_id.line_ids.indicator_id.filtered(lambda one: one.kind == "entered")
        entered -= self._entered_in_base()
        return self.figure_ids.filtered(lambda figure: figure.indicator_id in entered)

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
        keys = {TOTAL, *(key for one in lines for key in sheet.present[one.indicator_id.id].cells)}
        labels = self._group_labels(keys)
        ordered = sorted(keys, key=lambda key: [(part != "", part == NO_GROUP, label) for part, label in
                                                zip(key, self._labels_of(key, labels), strict=True)])  # fmt: skip
        common = self._figure_values()
        for number, line in enumerate(lines):
            indicator = line.indicator_id
            counted, hidden = sheet.present[indicator.id], sheet.hidden.get("", {}).get(indicator.id, ())
            ranks = line._ranked(counted)
            for key in ordered:
                cell = counted.at(key)
                if cell is None:
                    continue
                one, two = self._labels_of(key, labels)
                rank, is_last = ranks.get(key, (None, False))
                yield {
                    **common,
                    "indicator_id": indicator.id,
                    "sequence": number,
                    "group_one_key": key[0] or None,
                    "group_one_label": one or None,
                    "group_two_key": key[1] or None,
                    "group_two_label": two or None,
                    "numerator": cell.numerator,
                    "denominator": 1 if cell.denominator is None else cell.denominator,
                    "customers": cell.customers,
                    "is_small": key in hidden,
                    "rank": rank,
                    "is_last": is_last,
                    **self._compared(indicator, key, cell.value, sheet),
                }

    @staticmethod
    def _compared(indicator, key: Key, value: float | None, sheet: Sheet) -> dict:
        """Return the value of a figure beside what was planned, and what it was before."""

        def then(name):
            found = getattr(sheet, name).get(indicator.id)
            cell = found and found.at(key)
            hidden = sheet.hidden.get(name, {}).get(indicator.id, ())
            return cell.value if cell and key not in hidden else None

        plan = sheet.plans.get((indicator.id, key))
        previous, last_year = then("previous"), then("last_year")
        return {
            "value": value,
            "current_value": value,
            "has_value": value is not None,
            "plan": plan,
            "has_plan": plan is not None,
            "completion": 100 * value / plan if plan and value is not None else 0,
            "previous": previous,
            "has_previous": previous is not None,
            "last_year": last_year,
            "has_last_year": last_year is not None,
        }

    def _group_labels(self, keys: set[Key]) -> list[dict[str, str]]:
        """Return what groups of the first and of the second breakdown are called, by their keys."""
        groups = self.env["customer.statistic.source"]._groups()
        labels = []
        for place, code in enumerate((self.kind_id.group_one, self.kind_id.group_two)):
            found = {key[place] for key in keys} - {"", NO_GROUP}
            names = groups[code].names if code in groups else {}
            if isinstance(names, str):
                records = self.env[names].browse(int(one) for one in found).exists()
                names = {str(record.id): record[record._rec_name] for record in records}
            labels.append({NO_GROUP: self.env._("None"), **{one: names.get(one, one) for one in found}})
        return labels

    @staticmethod
    def _labels_of(key: Key, labels: list[dict[str, str]]) -> tuple[str, str]:
        return labels[0].get(key[0], ""), labels[1].get(key[1], "")

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
