from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.report_sheet import Correction, Figure, Grid, Line, Mark, Sheet

#: fields with what is said in words, in the order of the paper
TEXTS = ("explanation", "plan_check", "reasons", "survey_note", "manager_comment", "computed_note")


class CustomerStatisticReport(models.Model):
    """What the report says on paper and in spreadsheets: with the rights and in the language of the reader."""

    _inherit = "customer.statistic.report"

    def _sheet(self) -> Sheet:
        self.ensure_one()
        # asked anew: what is in memory may have been read with other rights
        figures = self.env["customer.statistic.figure"].search(Domain("report_id", "=", self.id))
        main = self._main_indicators()
        lines, grids = [], []
        for indicator, group in figures.grouped("indicator_id").items():
            is_main = indicator.id in main
            lines += [one._sheet_line(is_main) for one in group if not one.group_one_key and not one.group_two_key]
            if grid := group._sheet_grid(is_main):
                grids.append(grid)
        return Sheet(
            title=self.display_name,
            head=self._sheet_head(),
            remark=self._remark(),
            lines=lines,
            grids=grids,
            corrections=self._sheet_corrections(),
            texts=self._sheet_texts(),
        )

    def _main_indicators(self) -> set[int]:
        # sudo: how a kind is set up is no secret
        return set(self.kind_id.sudo().line_ids.filtered("is_main").indicator_id.ids)

    def _sheet_head(self) -> list[tuple[str, str]]:
        """Return what stands at the head, with its labels."""
        days = " – ".join(format_date(self.env, day) for day in (self.date_from, self.date_to))
        head = [
            (self.env._("Company"), self.company_id.name),
            (self.env._("Unit"), self.department_id.name or self.env._("Whole company")),
            (self.env._("Period"), days),
            (self.env._("State"), self._workflow_state_label()),
        ]
        if self.issued_date:
            issued = format_date(self.env, self.issued_date)
            head.append((self.env._("Issued"), f"{issued}, {self.issued_by_id.name}"))
        return head

    def _sheet_corrections(self) -> list[Correction]:
        """Return the applied corrections, the figures among them that the reader may see."""
        corrections = self.env["customer.statistic.correction"]
        applied = corrections.search([("report_id", "=", self.id), ("state", "=", "applied")], order="applied_date, id")
        ways = dict(corrections._fields["channel"]._description_selection(self.env))
        return [
            Correction(
                number=one.number or "",
                date=format_date(self.env, one.applied_date),
                figure=line.figure_id.display_name,
                mark=line._sheet_mark(),
                way=ways[one.channel],
                reason=line.reason or one.explanation or "",
            )
            for one in applied
            for line in one.line_ids._filtered_access("read")
        ]

    def _sheet_texts(self) -> list[tuple[str, str]]:
        """Return what is said in words, each with its heading: notes on earlier reports, explanation and analysis."""
        labels = {name: self._fields[name]._description_string(self.env) for name in TEXTS}
        texts = [*self._sheet_notes(), *((labels[name], self[name] or "") for name in TEXTS[:1])]
        texts += [(self._terms_of(one.indicator_id).name, one._sheet_text()) for one in self.explanation_ids]
        if self.text == "analysis":
            texts += [(labels[name], self[name] or "") for name in TEXTS[1:3]]
        proposals = [f"{number}. {one.proposal}" for number, one in enumerate(self.improvement_ids, 1)]
        texts.append((self.env._("Improvements"), "\n".join(proposals)))
        texts += [(labels[name], self[name] or "") for name in TEXTS[3:]]
        return [(title, text) for title, text in texts if text]

    def _sheet_notes(self) -> list[tuple[str, str]]:
        """Return the notes on errors in earlier reports that were found in this period (S0-12.2)."""
        notes = self.env["customer.statistic.correction"].search(
            [("note_report_id", "=", self.id), ("state", "=", "applied")], order="applied_date, id"
        )
        return [(self.env._("Correction to %s", note.report_id.display_name), note._note_text()) for note in notes]


class CustomerStatisticExplanation(models.Model):
    _inherit = "customer.statistic.explanation"

    def _sheet_text(self) -> str:
        """Return cause, effect and consequence, each with its name."""
        names = ("cause", "effect", "consequence")
        labels = {name: self._fields[name]._description_string(self.env) for name in names}
        return "\n".join(f"{labels[name]}: {self[name]}" for name in names if self[name])


class CustomerStatisticFigure(models.Model):
    _inherit = "customer.statistic.figure"

    def _sheet_figure(self) -> Figure:
        """Return the figure that counts; nothing of no figure."""
        if not self.has_value and not self.is_corrected:
            return Figure()
        return Figure(self.current_value, self._shown(self.current_value), self._sheet_mark())

    def _sheet_mark(self) -> Mark | None:
        return Mark(self.mark, self._issued_text()) if self.is_corrected else None

    def _sheet_value(self, name: str, known: str) -> Figure:
        return Figure(self[name], self._shown(self[name])) if self[known] else Figure()

    def _sheet_line(self, is_main: bool) -> Line:
        self.ensure_one()
        return Line(
            label=self.indicator_name,
            unit=self._unit_label(),
            number_format=self.indicator_id._number_format(self._terms()),
            figure=self._sheet_figure(),
            plan=self._sheet_value("plan", "has_plan"),
            completion=self.completion if self.has_plan and self.plan else None,
            previous=self._sheet_value("previous", "has_previous"),
            last_year=self._sheet_value("last_year", "has_last_year"),
            is_main=is_main,
        )

    def _sheet_grid(self, is_main: bool) -> Grid | None:
        """Return the breakdown of these figures, all of one indicator; None when there is none.

        The second breakdown stands across the first, or alone in its place.
        """
        down, across = ("group_one", "group_two")
        if not any(one.group_one_key for one in self):
            down, across = across, down
        known = {(one[f"{down}_key"] or "", one[f"{across}_key"] or ""): one for one in self}
        rows = {one[f"{down}_key"]: one[f"{down}_label"] for one in self if one[f"{down}_key"]}
        columns = {one[f"{across}_key"]: one[f"{across}_label"] for one in self if one[f"{across}_key"]}
        if not rows:
            return None

        def figure(row, column):
            return known.get((row, column), self.browse())._sheet_figure()

        terms = self[0]._terms()
        kind = self.report_id.kind_id.sudo()  # sudo: how a kind is set up is no secret
        groups = dict(kind._fields[down]._description_selection(self.env))
        return Grid(
            label=terms.name,
            unit=self.indicator_id._unit_label(terms),
            number_format=self.indicator_id._number_format(terms),
            head=groups.get(self.report_id[down] or kind[down]) or self.env._("Group"),
            rows=[label or key for key, label in rows.items()],
            columns=[label or key for key, label in columns.items()],
            cells=[[figure(row, column) for column in columns] for row in rows],
            row_totals=[figure(row, "") for row in rows],
            column_totals=[figure("", column) for column in columns],
            total=figure("", ""),
            is_main=is_main,
        )


class CustomerStatisticCorrectionLine(models.Model):
    _inherit = "customer.statistic.correction.line"

    def _sheet_mark(self) -> Mark:
        return Mark(self.shown, self.figure_id._shown(self.old_value))


class CustomerStatisticCorrection(models.Model):
    _inherit = "customer.statistic.correction"

    def _slip_decisions(self):
        """Return the decisions of those who approved the slip."""
        # sudo: who approved it stands on the slip
        approved = self._current_approvals().filtered(lambda one: one.state == "approved")
        return approved.decision_ids.sorted("id")

    def _note_text(self) -> str:
        """Return what the report of the day says about this error: the figures that the reader may see, and why."""
        self.ensure_one()
        lines = [f"{line.figure_id.display_name}: {line.shown}" for line in self.line_ids._filtered_access("read")]
        return "\n".join([*lines, self.explanation or ""])
