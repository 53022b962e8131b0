from odoo import api, fields, models
from odoo.tools import SQL


class CustomerStatisticCard(models.Model):
    """A figure of an issued report as it is kept on a card, sorted by month, quarter and year (S0-08, 卡片化)."""

    _name = "customer.statistic.card"
    _description = "Statistics card"
    _auto = False
    _order = "date_from desc, indicator_id, id"
    _rec_name = "indicator_id"
    _depends = {
        "customer.statistic.report": ["kind_id", "company_id", "department_id", "date_from", "date_to", "state"],
        "customer.statistic.figure": [
            "report_id", "indicator_id", "group_one_key", "group_two_key", "current_value", "is_corrected", "is_small",
            "plan", "has_plan",
        ],
    }  # fmt: skip

    report_id = fields.Many2one("customer.statistic.report", readonly=True)
    kind_id = fields.Many2one("customer.statistic.kind", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", string="Unit", readonly=True)
    indicator_id = fields.Many2one("customer.statistic.indicator", readonly=True)
    date_from = fields.Date("Period", readonly=True)
    date_to = fields.Date("Until", readonly=True)
    value = fields.Float(
        digits=0,
        readonly=True,
        help="The figure that counts, corrected where it was. Numbers and amounts add up over periods.",
    )
    plan = fields.Float(digits=0, readonly=True, aggregator=None)
    is_corrected = fields.Boolean("Corrected", readonly=True)
    # as they were when it was issued
    unit = fields.Selection(
        lambda self: self.env["customer.statistic.indicator"]._fields["unit"]._description_selection(self.env),
        string="Measured In",
        compute="_compute_terms",
    )
    decimals = fields.Integer(compute="_compute_terms")

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT figure.id, figure.report_id, report.kind_id, report.company_id, report.department_id,
                   figure.indicator_id, report.date_from, report.date_to, figure.current_value AS value,
                   CASE WHEN figure.has_plan THEN figure.plan END AS plan, figure.is_corrected
              FROM customer_statistic_figure figure
              JOIN customer_statistic_report report ON report.id = figure.report_id AND report.state = 'issued'
             WHERE figure.group_one_key IS NULL AND figure.group_two_key IS NULL AND figure.is_small IS NOT TRUE
            """
        )

    @api.depends("report_id", "indicator_id")
    def _compute_terms(self):
        for card in self:
            _name, card.unit, card.decimals = card.report_id._terms_of(card.indicator_id)

    def _read_group_select(self, aggregate_spec: str, query) -> SQL:
        """Add up numbers and amounts of one indicator, of units or of the company; other sums stay empty."""
        if aggregate_spec != "value:sum":
            return super()._read_group_select(aggregate_spec, query)
        columns = {
            name: self._field_to_sql(self._table, name, query)
            for name in ("value", "indicator_id", "kind_id", "department_id")
        }
        return SQL(
            """CASE WHEN count(*) = 1 THEN max(%(value)s)
                    WHEN count(DISTINCT %(indicator_id)s) = 1 AND count(DISTINCT %(kind_id)s) = 1
                     AND count(DISTINCT (%(department_id)s IS NULL)) = 1 AND bool_and(%(indicator_id)s IN %(sums)s)
                    THEN sum(%(value)s) END""",
            sums=self.env["customer.statistic.indicator"]._of_rollup("sum"),
            **columns,
        )
