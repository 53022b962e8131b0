from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL


class Asked(NamedTuple):
    """What is asked of a figure."""

    #: condition on rows of the source that they are of the period
    since: SQL
    parameter: str
    #: the day the period ends with
    date: date
    #: the name of the time zone of the company
    zone: str


class Figure(NamedTuple):
    """A figure that customers are graded by."""

    label: str
    #: name of the source in ``_sources``; empty: a column of the file itself
    source: str
    #: returns the aggregate over rows of the source, called ``item``
    aggregate: Callable[[Asked], SQL]
    #: what counts where there is no row; None: the figure is unknown, and no limit on it is kept
    missing: float | None = 0


class Source(NamedTuple):
    """Where figures are read."""

    #: the column of the file that its rows belong to, and that they have too
    key: str
    rows: SQL
    #: column of the rows that the period is about: ``day``, or ``moment`` in UTC, which saves converting each
    time: str = "day"


def _late(days: SQL) -> Callable[[Asked], SQL]:
    """Return the aggregate over receivables that were or are open past their due date."""
    return lambda asked: SQL("%s FILTER (WHERE item.days_late > 0 AND %s)", days, asked.since)


class CustomerGradeFigures(models.AbstractModel):
    """The figures that customers are graded by, and where they are read, all customers at once.

    An addon adds figures by extending :meth:`_figures`, and what they are read from by extending :meth:`_sources`.
    """

    _name = "customer.grade.figures"
    _description = "Figures for grades"

    @api.model
    def _figures(self) -> dict[str, Figure]:
        """Return the figures by code.

        - amounts in the currency of the company, without taxes; an order counts once it is confirmed, an invoice once
          it is posted; a credit note is subtracted from what was invoiced, and counts as a return;
        - a payment is late when a receivable of an invoice was settled after its due date, by the last posted
          reconciliation, or is still open past it; by the calendar of the company. It belongs to the period it was
          due in.
        """
        return {
            "ordered_amount": Figure(
                self.env._("Ordered Amount"),
                "order",
                lambda asked: SQL("sum(item.amount) FILTER (WHERE %s)", asked.since),
            ),
            "order_count": Figure(
                self.env._("Number of Orders"), "order", lambda asked: SQL("count(*) FILTER (WHERE %s)", asked.since)
            ),
            "days_since_order": Figure(
                self.env._("Days since the Last Order"),
                "order",
                lambda asked: SQL(
                    "%s::date - (max(item.moment) FILTER (WHERE %s) AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
                    asked.date,
                    asked.since,
                    asked.zone,
                ),
                None,
            ),
            "years_as_customer": Figure(
                self.env._("Years since the First Order"),
                "order",
                lambda asked: SQL(
                    "date_part('year', age(%s::date,"
                    " (min(item.moment) FILTER (WHERE %s) AT TIME ZONE 'UTC' AT TIME ZONE %s)::date))",
                    asked.date,
                    asked.since,
                    asked.zone,
                ),
            ),
            "invoiced_amount": Figure(
                self.env._("Invoiced Amount"),
                "invoice",
                lambda asked: SQL("sum(item.amount) FILTER (WHERE %s)", asked.since),
            ),
            "returns": Figure(
                self.env._("Returns and Credit Notes"),
                "invoice",
                lambda asked: SQL("count(*) FILTER (WHERE item.is_refund AND %s)", asked.since),
            ),
            "late_payments": Figure(self.env._("Late Payments"), "payment", _late(SQL("count(*)"))),
            "late_days_max": Figure(self.env._("Highest Days Late"), "payment", _late(SQL("max(item.days_late)"))),
            "late_days_average": Figure(self.env._("Average Days Late"), "payment", _late(SQL("avg(item.days_late)"))),
            "breaches": Figure(
                self.env._("Breaches"),
                "breach",
                lambda asked: SQL(
                    "count(*) FILTER (WHERE %s AND %s)",
                    SQL("item.kind = %s", asked.parameter) if asked.parameter else SQL("TRUE"),
                    asked.since,
                ),
            ),
            "evaluation": Figure(
                self.env._("Points in the Latest Stage Evaluation"),
                "evaluation",
                lambda asked: SQL(
                    "(array_agg(item.points ORDER BY item.moment DESC, item.review_id DESC)"
                    " FILTER (WHERE item.code = %s AND %s))[1]",
                    asked.parameter,
                    asked.since,
                ),
                None,
            ),
            "completeness": Figure(
                self.env._("Completeness of the File (%)"), "", lambda _asked: SQL("file.completeness")
            ),
            "property": Figure(
                self.env._("Property of the Kind"),
                "",
                lambda asked: SQL(
                    "CASE WHEN jsonb_typeof(file.properties -> %(name)s) = 'number' "
                    "THEN (file.properties ->> %(name)s)::numeric END",
                    name=asked.parameter,
                ),
                None,
            ),
        }

    @api.model
    def _aggregate(self, scheme, code: str, parameter: str, months: int, date, source) -> SQL:
        """Return the figure ``code`` of the ``months`` that end with ``date``, over rows of ``source``."""
        company = scheme.company_id
        since = SQL("TRUE")
        if months and source:
            first = fields.Date.add(date, months=-months) + timedelta(days=1)
            begin = first if source.time == "day" else company._policy_moments(first, first)[0]
            since = SQL("item.%s >= %s", SQL.identifier(source.time), begin)
        return self._figures()[code].aggregate(Asked(since, parameter, date, company._policy_timezone().zone))

    @api.model
    def _sources(self, scheme, date) -> dict[str, Source]:
        """Return the sources by name, with their rows until ``date`` included."""
        company = scheme.company_id
        _start, end = company._policy_moments(date, date)
        values = {"company": company.id, "date": date, "end": end}
        return {
            "order": Source("partner_id", self._order_rows(scheme, **values), "moment"),
            "invoice": Source(
                "partner_id",
                SQL(
                    """
                    SELECT commercial_partner_id AS partner_id, invoice_date AS day, amount_untaxed_signed AS amount,
                           move_type = 'out_refund' AS is_refund
                      FROM account_move
                     WHERE state = 'posted' AND company_id = %(company)s AND invoice_date <= %(date)s
                       AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                    """,
                    **values,
                ),
            ),
            "payment": Source(
                "partner_id",
                SQL(
                    """
                    SELECT move.commercial_partner_id AS partner_id, line.date_maturity AS day,
                           CASE WHEN line.amount_residual = 0 THEN settled.day ELSE %(date)s::date END
                               - line.date_maturity AS days_late
                      FROM account_move_line line
                      JOIN account_account account ON account.id = line.account_id
                      JOIN account_move move ON move.id = line.move_id
                      LEFT JOIN (SELECT debit_move_id, max(max_date) AS day FROM account_partial_reconcile
                                  GROUP BY debit_move_id) settled ON settled.debit_move_id = line.id
                     WHERE line.company_id = %(company)s AND line.parent_state = 'posted' AND line.debit > 0
                       AND account.account_type = 'asset_receivable' AND line.date_maturity <= %(date)s
                       AND move.move_type IN ('out_invoice', 'out_receipt')
                    """,
                    **values,
                ),
            ),
            "breach": Source(
                "id",
                SQL(
                    "SELECT file_id AS id, kind, date AS day FROM customer_file_breach "
                    "WHERE company_id = %(company)s AND date <= %(date)s",
                    **values,
                ),
            ),
            "evaluation": Source(
                "id",
                SQL(
                    """
                    SELECT review.file_id AS id, review.id AS review_id, question.code, answer.points,
                           review.evaluated_date AS moment
                      FROM customer_grade_review review
                      JOIN customer_grade_review_answer answer ON answer.review_id = review.id
                      JOIN customer_grade_question question ON question.id = answer.question_id
                     WHERE review.company_id = %(company)s AND review.evaluated_date < %(end)s
                    """,
                    **values,
                ),
                "moment",
            ),
        }

    @api.model
    def _order_rows(self, scheme, *, company: int, end, **_values) -> SQL:
        """Return a row per order, with the amount of all of it, or of the products of the scheme's category."""
        amount, lines = SQL("sale.amount_untaxed"), SQL()
        if scheme.categ_id:
            amount = SQL("sold.amount")
            lines = SQL(
                """
                JOIN (SELECT line.order_id, sum(line.price_subtotal) AS amount FROM sale_order_line line
                        JOIN product_product product ON product.id = line.product_id
                        JOIN product_template template ON template.id = product.product_tmpl_id
                        JOIN product_category category ON category.id = template.categ_id
                             AND category.parent_path LIKE %s
                       WHERE line.display_type IS NULL GROUP BY line.order_id) sold ON sold.order_id = sale.id
                """,
                f"{scheme.categ_id.parent_path}%",
            )
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, sale.date_order AS moment,
                   %s / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS amount
              FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id %s
             WHERE sale.state = 'sale' AND sale.company_id = %s AND sale.date_order < %s
            """,
            amount,
            lines,
            company,
            end,
        )

    @api.model
    def _bought_categories(self, scheme, date) -> SQL:
        """Return which customers ordered products of which categories in the months of the turnover of ``scheme``."""
        company = scheme.company_id
        _start, end = company._policy_moments(date, date)
        since = SQL("TRUE")
        if scheme.turnover_months:
            first = fields.Date.add(date, months=-scheme.turnover_months, days=1)
            since = SQL("sale.date_order >= %s", company._policy_moments(first, first)[0])
        return SQL(
            """
            SELECT DISTINCT partner.commercial_partner_id AS partner_id, template.categ_id
              FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
              JOIN sale_order_line line ON line.order_id = sale.id AND line.display_type IS NULL
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE sale.state = 'sale' AND sale.company_id = %s AND sale.date_order < %s AND %s
            """,
            company.id,
            end,
            since,
        )

    @api.model
    def _flush_sources(self):
        """Write what is in memory: sources are read in SQL."""
        self.env.flush_all()
