import json

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerStatisticFigure(models.Model):
    """One figure of a report: an indicator, of all or of one group or pair of groups.

    Drawn up by the report; fixed once that is issued. A correction leaves ``value`` as it was issued and stands beside.
    """

    _name = "customer.statistic.figure"
    _description = "Figure of a statistics report"
    _order = "report_id, sequence, group_one_key nulls first, group_two_key nulls first, id"
    _check_company_auto = True

    report_id = fields.Many2one("customer.statistic.report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    indicator_id = fields.Many2one("customer.statistic.indicator", required=True, index=True, ondelete="restrict")
    sequence = fields.Integer()
    group_one_key = fields.Char(help="What of the first breakdown it is of; empty: of all.")
    group_one_label = fields.Char("Group", help="Its name when the report was drawn up.")
    group_two_key = fields.Char(help="What of the second breakdown it is of; empty: of all.")
    group_two_label = fields.Char("Second Group")
    numerator = fields.Float(digits=0, help="Sum or count; of a ratio or average what is divided.")
    denominator = fields.Float(digits=0, help="What a ratio or average is divided by; 1 of sums and counts.")
    value = fields.Float(digits=0, aggregator=None, help="Numerator by denominator, as it was drawn up.")
    corrected_value = fields.Float(digits=0, readonly=True, aggregator=None)
    is_corrected = fields.Boolean(readonly=True)
    current_value = fields.Float(compute="_compute_current_value", store=True, digits=0, help="The figure that counts.")
    plan = fields.Float(digits=0, aggregator=None)
    has_plan = fields.Boolean()
    previous = fields.Float("Last Period", digits=0, aggregator=None)
    last_year = fields.Float("Same Period Last Year", digits=0, aggregator=None)
    has_previous = fields.Boolean()
    has_last_year = fields.Boolean()
    completion = fields.Float("Completion (%)", compute="_compute_completion", store=True, aggregator=None)
    customers = fields.Integer("Customers behind It", aggregator=None)
    entered_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    entered_date = fields.Datetime("Entered On", readonly=True)
    is_problem = fields.Boolean(compute="_compute_is_problem", help="A main indicator that misses its plan.")
    is_small = fields.Boolean(help="Of so few customers, or so placed, that one of them could be told from it.")
    has_value = fields.Boolean(help="Not where a figure was divided by zero, or not entered yet.")
    rank = fields.Integer(aggregator=None, help="Among the groups of the first breakdown; 1: the best.")
    is_last = fields.Boolean("Last Ranked", help="Among the last, so many as the kind of report says.")

    _cell_unique = models.UniqueIndex(
        "(report_id, indicator_id, COALESCE(group_one_key, ''), COALESCE(group_two_key, ''))",
        "The report has this figure already.",
    )

    @api.depends("value", "corrected_value", "is_corrected")
    def _compute_current_value(self):
        for figure in self:
            figure.current_value = figure.corrected_value if figure.is_corrected else figure.value

    @api.depends("current_value", "plan", "has_plan")
    def _compute_completion(self):
        for figure in self:
            figure.completion = 100 * figure.current_value / figure.plan if figure.has_plan and figure.plan else 0.0

    @api.depends("completion", "has_plan", "report_id.kind_id")
    def _compute_is_problem(self):
        # sudo: how a kind is set is no secret
        lines = self.filtered("has_plan").sudo().report_id.kind_id._main_lines()
        for figure in self:
            kind = figure.sudo().report_id.kind_id  # sudo: see above
            line = lines.get((kind, figure.indicator_id))
            figure.is_problem = bool(line) and line._shows_problem(figure)

    @api.depends("indicator_name", "group_one_label", "group_two_label")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for figure in self:
            parts = (figure.indicator_name, figure.group_one_label, figure.group_two_label)
            figure.display_name = " / ".join(filter(None, parts))

    def _read_group_select(self, aggregate_spec: str, query) -> SQL:
        """Add up what can be added: figures of one indicator and one breakdown, of numbers and amounts.

        Customers who bought are counted in each group again, averages are none of sums, and what stands at the end of
        a period adds up within one report: of all these a sum over several figures stays empty.
        """
        if aggregate_spec != "current_value:sum":
            return super()._read_group_select(aggregate_spec, query)
        columns = {
            name: self._field_to_sql(self._table, name, query)
            for name in ("current_value", "indicator_id", "report_id", "group_one_key", "group_two_key")
        }
        return SQL(
            """CASE WHEN count(*) = 1 THEN max(%(current_value)s)
                    WHEN count(DISTINCT %(indicator_id)s) = 1
                     AND count(DISTINCT (%(group_one_key)s IS NULL, %(group_two_key)s IS NULL)) = 1
                     AND (bool_and(%(indicator_id)s IN %(sums)s)
                          OR bool_and(%(indicator_id)s IN %(standing)s) AND count(DISTINCT %(report_id)s) = 1)
                    THEN sum(%(current_value)s) END""",
            sums=self.env["customer.statistic.indicator"]._of_rollup("sum"),
            standing=self.env["customer.statistic.indicator"]._of_rollup("last"),
            **columns,
        )

    @api.model
    def _insert_rows(self, rows: list[dict], common: dict) -> None:
        """Add rows with all their columns at once: thousands of them, none of which anybody has open.

        :param common: the columns that all rows have alike
        """
        if not rows:
            return
        now = fields.Datetime.now()
        common = {**common, "is_corrected": False, "create_uid": self.env.uid, "write_uid": self.env.uid}
        common |= {"create_date": now, "write_date": now}
        names = SQL(", ").join(map(SQL.identifier, rows[0]))
        self.env.cr.execute(
            SQL(
                "INSERT INTO customer_statistic_figure (%s, %s) "
                "SELECT %s, %s FROM json_populate_recordset(NULL::customer_statistic_figure, %s)",
                names,
                SQL(", ").join(map(SQL.identifier, common)),
                names,
                SQL(", ").join(SQL("%s", value) for value in common.values()),
                # one value to pass on and to read, where a list of rows has tens of thousands: a third of the time
                json.dumps(rows),
            )
        )
