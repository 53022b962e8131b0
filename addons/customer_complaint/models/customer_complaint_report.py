from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.query import Query

#: figures of a case that a grouping averages over cases, each liable department counting with its share
PER_CASE = ("days", "days_late", "satisfaction")


class CustomerComplaintReport(models.Model):
    """Statistics of closed cases: a row per case and liable party, with its share of case, cost and loss.

    Sums over all rows of a case give the case once; a grouping by department gives each its share (S1.2-09.10).
    """

    _name = "customer.complaint.report"
    _description = "Statistics of closed complaints"
    _inherit = ["customer.export.mixin"]
    _auto = False
    _order = "closed_date desc, id"
    _rec_name = "complaint_id"
    _depends = {
        "customer.complaint": [
            "number",
            "state",
            "company_id",
            "partner_id",
            "commercial_partner_id",
            "is_foreign",
            "type_id",
            "cause_id",
            "cause_class",
            "fault",
            "is_established",
            "has_sanction",
            "received_date",
            "accepted_date",
            "closed_date",
            "amount",
            "loss_amount",
            "satisfaction",
        ],
        "customer.complaint.line": ["complaint_id", "product_id", "sequence"],
        "customer.complaint.liability": ["complaint_id", "department_id", "partner_id", "share", "amount"],
        "customer.deadline": ["res_model", "res_id", "milestone", "state", "due_date", "done_date"],
    }

    complaint_id = fields.Many2one("customer.complaint", string="Case", readonly=True, aggregator="count_distinct")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", string="Customer's Company", readonly=True)
    is_foreign = fields.Boolean("Foreign Customer", readonly=True)
    type_id = fields.Many2one("customer.complaint.type", readonly=True)
    cause_id = fields.Many2one("customer.complaint.cause", readonly=True)
    cause_class = fields.Selection(
        lambda self: self.env["customer.complaint.cause"]._fields["cause_class"]._description_selection(self.env),
        "Class of the Cause",
        readonly=True,
    )
    fault = fields.Selection(
        lambda self: self.env["customer.complaint"]._fields["fault"]._description_selection(self.env),
        "At Fault",
        readonly=True,
    )
    is_established = fields.Selection(
        lambda self: self.env["customer.complaint"]._fields["is_established"]._description_selection(self.env),
        "Result",
        readonly=True,
    )
    has_sanction = fields.Boolean("Administrative Sanction", readonly=True)
    product_id = fields.Many2one("product.product", string="First Product", readonly=True)
    department_id = fields.Many2one("hr.department", string="Liable Department", readonly=True)
    liable_partner_id = fields.Many2one("res.partner", string="Liable Third Party", readonly=True)
    share = fields.Float("Liability (%)", readonly=True, aggregator="avg")
    received_date = fields.Datetime("Received", readonly=True)
    closed_date = fields.Datetime("Closed on", readonly=True)
    cases = fields.Float(digits=(12, 2), readonly=True, help="A liable department has its share of a case.")
    amount = fields.Monetary("Settlement Amount", readonly=True)
    loss_amount = fields.Monetary("Loss", readonly=True)
    days = fields.Float("Days to Close", digits=(12, 1), readonly=True, aggregator="avg")
    days_late = fields.Float(digits=(12, 1), readonly=True, aggregator="avg")
    satisfaction = fields.Float(digits=(12, 1), readonly=True, aggregator="avg", help="From 1 to 5.")

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT coalesce(2 * liable.id, 2 * complaint.id + 1) AS id,
                   complaint.id AS complaint_id,
                   complaint.company_id, complaint.partner_id, complaint.commercial_partner_id, complaint.is_foreign,
                   complaint.type_id, complaint.cause_id, complaint.cause_class, complaint.fault,
                   complaint.is_established, complaint.has_sanction, complaint.received_date, complaint.closed_date,
                   line.product_id,
                   liable.department_id, liable.partner_id AS liable_partner_id, liable.share,
                   coalesce(liable.share, 100) / 100.0 AS cases,
                   complaint.amount * coalesce(liable.share, 100) / 100.0 AS amount,
                   coalesce(liable.amount, complaint.loss_amount) AS loss_amount,
                   extract(epoch FROM complaint.closed_date - complaint.accepted_date) / 86400 AS days,
                   coalesce(extract(epoch FROM term.done_date - term.due_date) / 86400, 0) AS days_late,
                   complaint.satisfaction::integer AS satisfaction
              FROM customer_complaint complaint
              LEFT JOIN customer_complaint_liability liable ON liable.complaint_id = complaint.id
              LEFT JOIN LATERAL (SELECT product_id FROM customer_complaint_line
                                  WHERE complaint_id = complaint.id ORDER BY sequence, id LIMIT 1) line ON TRUE
              LEFT JOIN LATERAL (SELECT done_date, due_date FROM customer_deadline
                                  WHERE res_model = 'customer.complaint' AND res_id = complaint.id
                                    AND milestone = 'close' AND state = 'late' ORDER BY id DESC LIMIT 1) term ON TRUE
             WHERE complaint.state = 'closed'
            """
        )

    def _read_group_select(self, aggregate_spec: str, query: Query) -> SQL:
        """Average over cases, not over rows: a case with two liable departments counts once."""
        name, _colon, function = aggregate_spec.partition(":")
        if function != "avg" or name not in PER_CASE:
            return super()._read_group_select(aggregate_spec, query)
        value, weight = (self._field_to_sql(self._table, one, query) for one in (name, "cases"))
        return SQL(
            "SUM(%(value)s * %(weight)s) / NULLIF(SUM(%(weight)s) FILTER (WHERE %(value)s IS NOT NULL), 0)",
            value=value,
            weight=weight,
        )
