import io
from collections.abc import Iterator

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..models.customer_statistic_figure_correcting import NOTHING
from ..tools.report_sheet import Mark
from ..tools.report_workbook import Column, Labels, Row, write_list, write_report

#: rows taken from the database at once
BATCH = 5000
#: columns of a figure that a list of figures shows, in their order
VALUES = ("current_value", "plan", "completion", "previous", "last_year")
#: what says whether there is one
KNOWN = {
    "current_value": ("has_value", "is_corrected"),
    "plan": ("has_plan",),
    "completion": ("has_plan",),
    "previous": ("has_previous",),
    "last_year": ("has_last_year",),
}


class CustomerStatisticExport(models.TransientModel):
    """Statistics as a spreadsheet: one report with its tables and charts, or the figures of many in a long list.

    What is exported has the rights of who exports; of a corrected figure what was issued never stands alone (S0-12.3).
    """

    _name = "customer.statistic.export"
    _description = "Statistics as a spreadsheet"
    _inherit = ["customer.download.mixin"]

    @api.model
    def _export(self, reports):
        """Return the action that downloads one report, or the figures of several."""
        reports.check_access("read")
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You are not allowed to export data."))
        reports._enter_taking("download")
        if len(reports) == 1:
            return self._download(self._report_xlsx(reports), self._filename(reports))
        data = self._figures_xlsx(Domain("report_id", "in", reports.ids), "、".join(self._remarks(reports)))
        return self._download(data, "statistics.xlsx")

    @api.model
    def _filename(self, report) -> str:
        # a code and days
        return f"{report.kind_id.sudo().code}_{report.date_from}_{report.id}.xlsx"  # sudo: a code is no secret

    @api.model
    def _remarks(self, reports) -> list[str]:
        # sudo: levels are no secret
        return reports.secrecy_level_id.sudo().sorted("rank", reverse=True).mapped("name")

    @api.model
    def _report_xlsx(self, report) -> bytes:
        output = io.BytesIO()
        write_report(output, report.with_env(self.env)._sheet(), self._labels())
        return output.getvalue()

    @api.model
    def _labels(self) -> Labels:
        """Return what the workbook calls things, in the language of the reader."""
        return Labels(
            figures=self.env._("Figures"),
            breakdown=self.env._("Breakdown"),
            charts=self.env._("Charts"),
            corrections=self.env._("Corrections"),
            texts=self.env._("Explanations"),
            columns=(
                self.env._("Indicator"),
                self.env._("Unit"),
                self.env._("Figure"),
                self.env._("Correction"),
                self.env._("Plan"),
                self.env._("Completion"),
                self.env._("Last Period"),
                self.env._("Change"),
                self.env._("Same Period Last Year"),
                self.env._("Change on the Year"),
            ),
            correction_columns=(
                self.env._("Number"),
                self.env._("Date"),
                self.env._("Figure"),
                self.env._("Correction"),
                self.env._("Way"),
                self.env._("Reason"),
            ),
            total=self.env._("Total"),
            completion=self.env._("Completion of the Plan (%)"),
            page=self.env._("Page"),
        )

    # many figures

    @api.model
    def _figures_xlsx(self, domain: Domain, remark: str) -> bytes:
        """Return the figures that fulfil ``domain`` and are open to the user, in bounded memory."""
        output, columns = io.BytesIO(), self._columns()
        write_list(
            output, self.env._("Statistics"), remark, columns, len(columns) - 1, self._rows(domain), self.env._("Page")
        )
        return output.getvalue()

    @api.model
    def _columns(self) -> list[Column]:
        return [
            Column(self.env._("Report"), 34),
            Column(self.env._("From"), 12),
            Column(self.env._("Indicator"), 34),
            Column(self.env._("Unit"), 10),
            Column(self.env._("Group"), 20),
            Column(self.env._("Second Group"), 20),
            Column(self.env._("Figure"), 16, "number"),
            Column(self.env._("Plan"), 16, "number"),
            Column(self.env._("Completion"), 13, "percent"),
            Column(self.env._("Last Period"), 16, "number"),
            Column(self.env._("Same Period Last Year"), 16, "number"),
            Column(self.env._("Correction"), 30),
        ]

    @api.model
    def _rows(self, domain: Domain) -> Iterator[Row]:
        """Yield the figures straight from the database: an object for each would take most of the time."""
        reports, of = self._report_labels(domain), None
        for report_id, indicator_id, one, two, issued, has_value, is_corrected, *values in self._fetch(domain):
            # an indicator has its figures one after the other
            if (report_id, indicator_id) != of:
                of, (report, head) = (report_id, indicator_id), reports[report_id]
                labels, number_format, written = self._indicator_labels(report, indicator_id)
                head = (*head, *labels)
            mark = None
            if is_corrected:
                old, new = written(issued) if has_value else NOTHING, written(values[0])
                mark = Mark(self.env._("%(old)s corrected to %(new)s", old=old, new=new), old)
            yield Row((*head, one, two, *values, None), number_format, mark)

    @api.model
    def _report_labels(self, domain: Domain) -> dict[int, tuple]:
        """Return each report with what its rows begin with."""
        groups = self.env["customer.statistic.figure"]._read_group(domain, ["report_id"])
        reports = self.env["customer.statistic.report"].union(*(report for (report,) in groups))
        return {one.id: (one, (one.display_name, format_date(self.env, one.date_from))) for one in reports}

    @api.model
    def _indicator_labels(self, report, indicator_id: int) -> tuple:
        indicator = self.env["customer.statistic.indicator"].browse(indicator_id)
        terms = report._terms_of(indicator)
        labels = terms.name, indicator._unit_label(terms)
        return labels, indicator._number_format(terms), indicator._writer(terms)

    @api.model
    def _fetch(self, domain: Domain) -> Iterator[tuple]:
        """Yield report, indicator, labels of the groups, what was issued, if anything, if corrected, and the values."""
        figures = self.env["customer.statistic.figure"]
        query = figures._search(domain)

        def column(name):
            return figures._field_to_sql(figures._table, name, query)

        # rows are stored in the order of the paper; sorting a hundred thousand names takes longer than reading them
        query.order = SQL("%s DESC, %s, %s", *map(column, ("report_id", "sequence", "id")))

        names = (
            "report_id", "indicator_id", "group_one_label", "group_two_label", "value", "has_value", "is_corrected",
        )  # fmt: skip
        values = [
            SQL("CASE WHEN %s THEN %s END", SQL(" OR ").join(map(column, KNOWN[name])), column(name)) for name in VALUES
        ]
        select = query.select(*map(column, names), *values)
        self.env.flush_query(select)
        # a cursor of the database: neither side holds all rows at once
        self.env.cr.execute(SQL("DECLARE customer_statistic_rows NO SCROLL CURSOR FOR %s", select))
        try:
            while True:
                self.env.cr.execute(SQL("FETCH %s FROM customer_statistic_rows", BATCH))
                rows = self.env.cr.fetchall()
                yield from rows
                if len(rows) < BATCH:
                    break
        finally:
            self.env.cr.execute("CLOSE customer_statistic_rows")
