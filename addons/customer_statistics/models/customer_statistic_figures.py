from odoo import api, models
from odoo.tools import SQL

from .customer_statistic_source import Asked, Figure, Group, Source

#: whom a company does business with
CUSTOMERS = ("cooperating", "near_lost")


def _is(column: SQL):
    """Return the condition that ``column`` is the parameter, where one is given."""
    return lambda asked: SQL("%s = %s", column, asked.parameter) if asked.parameter else SQL("TRUE")


class CustomerStatisticFigures(models.AbstractModel):
    """The figures of customer files, orders and invoices.

    - Amounts are in the currency of the company, without taxes. An order counts once it is confirmed, by the day of
      that; an invoice once it is posted, by its date; a credit note is subtracted from what was invoiced.
    - Days are those of the company.
    - How a customer stood at the end of a past period follows from the changes since then, as far as they were made
      with this addon installed.
    """

    _inherit = "customer.statistic.source"

    @api.model
    def _figures(self):
        return {
            **super()._figures(),
            **self._file_figures(),
            **self._contact_figures(),
            **self._order_figures(),
            **self._invoice_figures(),
        }

    @api.model
    def _sources(self, asked):
        return {
            **super()._sources(asked),
            "file": self._file_source(asked),
            "event": self._event_source(asked),
            "contact": self._contact_source(asked),
            "order": self._order_source(asked),
            "order_line": self._order_line_source(asked),
            "invoice": self._invoice_source(asked),
            "payment": self._payment_source(asked),
        }

    @api.model
    def _groups(self):
        types = self.env["customer.file.interaction"]._fields["type"]._description_selection(self.env)
        return {
            **super()._groups(),
            "contact_type": Group(self.env._("Type of Contact"), dict(types), own="contact_type"),
            "category": Group(self.env._("Product Category"), "product.category", own="category_id"),
        }

    # customers

    @api.model
    def _file_figures(self) -> dict[str, Figure]:
        return {
            "customers": Figure(
                self.env._("Customers on File at the End"),
                "file",
                where=lambda asked: SQL("file.is_present AND %s", _is(SQL("file.status"))(asked)),
                rollup="last",
            ),
            "customers_opened": Figure(
                self.env._("Files Opened"),
                "file",
                where=lambda asked: SQL(
                    "file.opening_date BETWEEN %s AND %s AND file.merged_into_id IS NULL", asked.first, asked.last
                ),
            ),
            # of two files of one customer that were merged neither is lost, and neither gained
            "customers_gained": Figure(
                self.env._("Customers Gained"),
                "file",
                where=lambda asked: SQL("file.is_one AND NOT file.was_one AND NOT %s", self._took_over_sql(asked)),
            ),
            "customers_lost": Figure(
                self.env._("Customers Lost"),
                "file",
                where=lambda asked: SQL("file.was_one AND NOT file.is_one AND NOT %s", self._was_merged_sql(asked)),
            ),
            "checks_unconfirmed": Figure(
                self.env._("Data Checks Due and Not Confirmed"),
                "file",
                where=lambda asked: SQL("file.is_present AND file.check_due <= %s", asked.last),
                rollup="last",
            ),
            "files_checked": Figure(
                self.env._("Files Whose Data Were Checked"),
                "event",
                where=lambda _asked: SQL("item.type = 'check'"),
                aggregate="customers",
                rollup="recount",
            ),
            "files_changed": Figure(
                self.env._("Files Whose Data Changed"),
                "event",
                where=lambda _asked: SQL("item.type IN ('change', 'rename')"),
                aggregate="customers",
                rollup="recount",
            ),
        }

    @api.model
    def _file_source(self, asked: Asked) -> Source:
        """Return all files ever opened until the end of the period, with how they stood at its end and before it."""

        def then(name):
            """Return how files stood, by what they were at the first change since; ``name`` is of the subquery."""
            return SQL(
                """LEFT JOIN (
                    SELECT DISTINCT ON (file_id) file_id, life_status, is_present, next_check_date
                      FROM customer_statistic_standing
                     WHERE company_id = %s AND moment >= %s
                     ORDER BY file_id, moment, id) %s ON %s = customer_file.id""",
                asked.company.id,
                asked.begin if name == "earlier" else asked.end,
                SQL.identifier(name),
                SQL.identifier(name, "file_id"),
            )

        present = SQL(
            "customer_file.active AND customer_file.merged_into_id IS NULL AND customer_file.state != 'destroyed'"
        )

        def is_one(name):
            return SQL(
                "COALESCE(%s, %s) AND COALESCE(%s, customer_file.life_status) IN %s",
                SQL.identifier(name, "is_present"),
                present,
                SQL.identifier(name, "life_status"),
                CUSTOMERS,
            )

        return Source(
            SQL(
                """
                SELECT customer_file.*, COALESCE(later.is_present, %(present)s) AS is_present,
                       COALESCE(later.life_status, customer_file.life_status) AS status,
                       CASE WHEN later.file_id IS NULL THEN customer_file.next_check_date
                            ELSE later.next_check_date END AS check_due,
                       %(is_one)s AS is_one, opening_date < %(first)s AND %(was_one)s AS was_one
                  FROM customer_file %(later)s %(earlier)s
                 WHERE customer_file.company_id = %(company)s AND opening_date <= %(last)s
                """,
                present=present,
                is_one=is_one("later"),
                was_one=is_one("earlier"),
                later=then("later"),
                earlier=then("earlier"),
                company=asked.company.id,
                first=asked.first,
                last=asked.last,
            ),
            "",
            ("status",),
        )

    @api.model
    def _event_source(self, asked: Asked) -> Source:
        return Source(
            SQL(
                """SELECT file_id, type FROM customer_file_event
                    WHERE company_id = %s AND date BETWEEN %s AND %s AND type IN ('check', 'change', 'rename')""",
                asked.company.id,
                asked.first,
                asked.last,
            ),
            "file_id",
        )

    # contacts

    @api.model
    def _contact_figures(self) -> dict[str, Figure]:
        return {
            "contacts": Figure(self.env._("Contacts"), "contact", where=_is(SQL("item.contact_type"))),
            "contact_hours": Figure(
                self.env._("Hours of Contacts"),
                "contact",
                lambda _asked: SQL("item.duration / 60.0"),
                where=_is(SQL("item.contact_type")),
                unit="hours",
            ),
            "customers_contacted": Figure(
                self.env._("Customers in Contact"),
                "contact",
                where=_is(SQL("item.contact_type")),
                aggregate="customers",
                rollup="recount",
            ),
        }

    @api.model
    def _contact_source(self, asked: Asked) -> Source:
        """Return the contacts of the period, of the department in which those work who had them."""
        return Source(
            SQL(
                """
                SELECT contact.file_id, contact.type AS contact_type, contact.duration, contact.user_id,
                       version.department_id
                  FROM customer_file_interaction contact
                  LEFT JOIN hr_employee employee ON employee.user_id = contact.user_id
                       AND employee.company_id = contact.company_id
                  LEFT JOIN hr_version version ON version.id = employee.current_version_id
                 WHERE contact.company_id = %s AND contact.date >= %s AND contact.date < %s
                """,
                asked.company.id,
                asked.begin,
                asked.end,
            ),
            "file_id",
            ("contact_type", "user_id", "department_id"),
        )

    # orders

    @api.model
    def _order_figures(self) -> dict[str, Figure]:
        def amount(_asked):
            return SQL("item.amount")

        figures = {
            "order_count": Figure(self.env._("Orders"), "order"),
            "ordered_amount": Figure(self.env._("Ordered Amount"), "order", amount, unit="amount"),
            "order_average": Figure(
                self.env._("Average Amount of an Order"), "order", amount, lambda _asked: SQL("1"), unit="amount"
            ),
            "customers_ordering": Figure(
                self.env._("Customers Who Bought"), "order", aggregate="customers", rollup="recount"
            ),
            "ordered_by_line": Figure(self.env._("Ordered Amount by Product"), "order_line", amount, unit="amount"),
            "customers_by_line": Figure(
                self.env._("Customers Who Bought by Product"), "order_line", aggregate="customers", rollup="recount"
            ),
        }
        if "margin" in self.env["sale.order"]._fields:
            figures["order_margin"] = Figure(
                self.env._("Margin of Orders"), "order", lambda _asked: SQL("item.margin"), unit="amount"
            )
        return figures

    @api.model
    def _order_source(self, asked: Asked) -> Source:
        margin = SQL("sale.margin") if "margin" in self.env["sale.order"]._fields else SQL("NULL::numeric")
        return Source(
            SQL(
                """
                SELECT partner.commercial_partner_id AS partner_id, sale.user_id,
                       sale.amount_untaxed / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS amount,
                       %s / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS margin
                  FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
                 WHERE %s
                """,
                margin,
                self._orders_of(asked),
            ),
            "partner_id",
            ("user_id",),
        )

    @api.model
    def _order_line_source(self, asked: Asked) -> Source:
        return Source(
            SQL(
                """
                SELECT partner.commercial_partner_id AS partner_id, sale.user_id, template.categ_id AS category_id,
                       line.price_subtotal / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS amount
                  FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
                  JOIN sale_order_line line ON line.order_id = sale.id AND line.display_type IS NULL
                  LEFT JOIN product_product product ON product.id = line.product_id
                  LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                 WHERE %s
                """,
                self._orders_of(asked),
            ),
            "partner_id",
            ("user_id", "category_id"),
        )

    @api.model
    def _orders_of(self, asked: Asked) -> SQL:
        return SQL(
            "sale.state = 'sale' AND sale.company_id = %s AND sale.date_order >= %s AND sale.date_order < %s",
            asked.company.id,
            asked.begin,
            asked.end,
        )

    # invoices

    @api.model
    def _invoice_figures(self) -> dict[str, Figure]:
        def credited(_asked):
            return SQL("item.is_refund")

        return {
            "invoiced_amount": Figure(
                self.env._("Invoiced Amount"), "invoice", lambda _asked: SQL("item.amount"), unit="amount"
            ),
            "invoice_count": Figure(self.env._("Invoices"), "invoice", where=lambda _asked: SQL("NOT item.is_refund")),
            "returns": Figure(self.env._("Returns and Credit Notes"), "invoice", where=credited),
            "returned_amount": Figure(
                self.env._("Amount of Returns and Credit Notes"),
                "invoice",
                lambda _asked: SQL("-item.amount"),
                where=credited,
                unit="amount",
            ),
            "customers_invoiced": Figure(
                self.env._("Customers Invoiced"),
                "invoice",
                where=lambda _asked: SQL("NOT item.is_refund"),
                aggregate="customers",
                rollup="recount",
            ),
            "days_to_pay": Figure(
                self.env._("Average Days to Pay"),
                "payment",
                lambda _asked: SQL("item.days"),
                lambda _asked: SQL("1"),
                unit="days",
            ),
        }

    @api.model
    def _invoice_source(self, asked: Asked) -> Source:
        return Source(
            SQL(
                """
                SELECT commercial_partner_id AS partner_id, invoice_user_id AS user_id,
                       amount_untaxed_signed AS amount, move_type = 'out_refund' AS is_refund
                  FROM account_move
                 WHERE state = 'posted' AND company_id = %s AND invoice_date BETWEEN %s AND %s
                   AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                """,
                asked.company.id,
                asked.first,
                asked.last,
            ),
            "partner_id",
            ("user_id",),
        )

    @api.model
    def _payment_source(self, asked: Asked) -> Source:
        """Return the invoices that were fully settled in the period, not by credit notes alone.

        Of an invoice that is paid by instalments each counts for itself, from the date of the invoice.
        """
        return Source(
            SQL(
                """
                SELECT move.commercial_partner_id AS partner_id, move.invoice_user_id AS user_id,
                       settled.day - move.invoice_date AS days
                  FROM (SELECT debit_move_id, max(max_date) AS day FROM account_partial_reconcile
                         WHERE max_date BETWEEN %(first)s AND %(last)s GROUP BY debit_move_id) settled
                  JOIN account_move_line line ON line.id = settled.debit_move_id AND line.amount_residual = 0
                  JOIN account_account account ON account.id = line.account_id
                       AND account.account_type = 'asset_receivable'
                  JOIN account_move move ON move.id = line.move_id
                       AND move.move_type IN ('out_invoice', 'out_receipt') AND move.state = 'posted'
                 WHERE line.company_id = %(company)s AND NOT EXISTS (
                       SELECT FROM account_partial_reconcile later
                        WHERE later.debit_move_id = line.id AND later.max_date > %(last)s)
                   AND EXISTS (
                       SELECT FROM account_partial_reconcile part
                         JOIN account_move_line credit ON credit.id = part.credit_move_id
                         JOIN account_move other ON other.id = credit.move_id AND other.move_type != 'out_refund'
                        WHERE part.debit_move_id = line.id)
                """,
                company=asked.company.id,
                first=asked.first,
                last=asked.last,
            ),
            "partner_id",
            ("user_id",),
        )
