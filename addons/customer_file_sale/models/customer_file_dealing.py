from collections.abc import Collection

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: What counts as a dealing.
ORDERS = [("state", "=", "sale")]
INVOICES = [("state", "=", "posted"), ("move_type", "in", ("out_invoice", "out_refund"))]
#: The id of a row is file * this + year.
ID_FACTOR = 10000


class CustomerFileDealing(models.Model):
    """A customer's dealings with us in one year, from orders and invoices (S1.7-3.3a, S1.7-3.4, S3-09).

    Counted are confirmed orders by order date, and posted invoices and credit
    notes by accounting date, of the customer and of its contacts, in the currency
    of the company and with tax. A user sees the figures of those documents that
    this user may read; ``sudo()`` changes nothing about that, since what it read
    stays in the cache. Only the superuser, in a scheduled job say, sees all.
    """

    _name = "customer.file.dealing"
    _description = "Dealings by year"
    _auto = False
    _order = "year desc, id desc"
    _rec_name = "year"

    file_id = fields.Many2one("customer.file", readonly=True)
    secrecy_level_id = fields.Many2one(related="file_id.secrecy_level_id")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    year = fields.Integer(readonly=True, aggregator=None)
    kind_id = fields.Many2one("customer.file.kind", readonly=True)
    state_id = fields.Many2one("res.country.state", string="Region", readonly=True)
    life_status = fields.Selection(
        lambda self: self.env["customer.file"]._fields["life_status"]._description_selection(self.env),
        string="Status",
        readonly=True,
    )
    responsible_id = fields.Many2one("res.users", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)

    order_count = fields.Integer("Orders", readonly=True)
    order_amount = fields.Monetary("Ordered", readonly=True)
    invoice_count = fields.Integer("Invoices", readonly=True)
    invoiced_amount = fields.Monetary("Invoiced", readonly=True, help="Invoices less credit notes.")
    credit_note_count = fields.Integer("Credit Notes", readonly=True)
    credited_amount = fields.Monetary("Credited", readonly=True)
    paid_amount = fields.Monetary("Settled", readonly=True, help="What was invoiced and is not open any more.")
    open_amount = fields.Monetary("Open", readonly=True, help="What was invoiced in the year and is still open today.")
    payment_term_id = fields.Many2one(
        "account.payment.term",
        string="Last Payment Terms",
        readonly=True,
        help="Of the last order or invoice of the year.",
    )
    last_date = fields.Date("Last Dealing", readonly=True)
    gained_count = fields.Integer("Gained", readonly=True, help="Customers without dealings in the year before.")
    ended_count = fields.Integer("Ended", readonly=True, help="Customers without dealings in the year after.")

    _depends = {
        "account.move": [
            "amount_residual_signed",
            "amount_total_signed",
            "company_id",
            "date",
            "invoice_payment_term_id",
            "move_type",
            "partner_id",
            "state",
        ],
        "customer.file": [
            "company_id",
            "department_id",
            "kind_id",
            "life_status",
            "merged_into_id",
            "partner_id",
            "responsible_id",
            "state",
            "state_id",
        ],
        "res.company": ["currency_id", "partner_id"],
        "res.currency": ["decimal_places"],
        "res.partner": ["commercial_partner_id", "tz"],
        "sale.order": [
            "amount_total",
            "company_id",
            "currency_rate",
            "date_order",
            "partner_id",
            "payment_term_id",
            "state",
        ],
    }

    @property
    def _table_query(self) -> SQL:
        # dealing.file_id is what conditions on file_id go down by, through GROUP BY and UNION ALL to the indexes
        return SQL(
            """
            SELECT dealing.file_id::bigint * %(factor)s + dealing.year AS id,
                   dealing.*,
                   dealing.invoiced_amount - dealing.open_amount AS paid_amount,
                   (lag(dealing.year) OVER years IS DISTINCT FROM dealing.year - 1)::int AS gained_count,
                   (
                       dealing.year < %(this_year)s
                       AND lead(dealing.year) OVER years IS DISTINCT FROM dealing.year + 1
                   )::int AS ended_count,
                   file.company_id, company.currency_id, file.kind_id, file.state_id, file.life_status,
                   file.responsible_id, file.department_id
              FROM (
                    SELECT file_id, year,
                           sum(order_count) AS order_count, sum(order_amount) AS order_amount,
                           sum(invoice_count) AS invoice_count, sum(invoiced_amount) AS invoiced_amount,
                           sum(credit_note_count) AS credit_note_count, sum(credited_amount) AS credited_amount,
                           sum(open_amount) AS open_amount,
                           (array_agg(payment_term_id ORDER BY date DESC) FILTER (WHERE payment_term_id IS NOT NULL))[1]
                               AS payment_term_id,
                           max(date) AS last_date
                      FROM (%(orders)s UNION ALL %(invoices)s) AS document
                     GROUP BY file_id, year
                   ) AS dealing
              JOIN customer_file file ON file.id = dealing.file_id
              JOIN res_company company ON company.id = file.company_id
            WINDOW years AS (PARTITION BY dealing.file_id ORDER BY dealing.year)
            """,
            factor=ID_FACTOR,
            this_year=fields.Date.context_today(self).year,
            orders=self._select_orders(),
            invoices=self._select_invoices(),
        )

    @api.model
    def _select_orders(self) -> SQL:
        """Select the confirmed orders; each lies in the year of its company's own clock."""
        return SQL(
            """
            SELECT file.id AS file_id, extract(year FROM sale_order.local_date)::int AS year,
                   sale_order.local_date AS date, sale_order.payment_term_id,
                   1 AS order_count, sale_order.amount AS order_amount,
                   0 AS invoice_count, 0.0 AS invoiced_amount, 0 AS credit_note_count, 0.0 AS credited_amount,
                   0.0 AS open_amount
              FROM %(files)s AS file
              JOIN res_partner partner ON partner.commercial_partner_id = file.partner_id
              JOIN LATERAL (
                    SELECT readable.payment_term_id,
                           timezone(coalesce(home.tz, 'UTC'), timezone('UTC', readable.date_order))::date AS local_date,
                           round(
                               readable.amount_total / coalesce(nullif(readable.currency_rate, 0), 1)::numeric,
                               currency.decimal_places
                           ) AS amount
                      FROM %(orders)s AS readable
                      JOIN res_company company ON company.id = readable.company_id
                      JOIN res_currency currency ON currency.id = company.currency_id
                      JOIN res_partner home ON home.id = company.partner_id
                     WHERE readable.partner_id = partner.id AND readable.company_id = file.company_id
                   ) AS sale_order ON TRUE
            """,
            files=self._readable_files(),
            orders=self._readable("sale.order", ORDERS).subselect(
                "sale_order.partner_id",
                "sale_order.company_id",
                "sale_order.date_order",
                "sale_order.payment_term_id",
                "sale_order.amount_total",
                "sale_order.currency_rate",
            ),
        )

    @api.model
    def _select_invoices(self) -> SQL:
        """Select the posted invoices and credit notes."""
        return SQL(
            """
            SELECT file.id, extract(year FROM move.date)::int, move.date, move.invoice_payment_term_id,
                   0, 0.0,
                   (move.move_type = 'out_invoice')::int, move.amount_total_signed,
                   (move.move_type = 'out_refund')::int,
                   CASE WHEN move.move_type = 'out_refund' THEN -move.amount_total_signed ELSE 0 END,
                   move.amount_residual_signed
              FROM %(files)s AS file
              JOIN res_partner partner ON partner.commercial_partner_id = file.partner_id
              JOIN %(invoices)s AS move ON move.partner_id = partner.id AND move.company_id = file.company_id
            """,
            files=self._readable_files(),
            invoices=self._readable("account.move", INVOICES).subselect(
                "account_move.partner_id",
                "account_move.company_id",
                "account_move.date",
                "account_move.move_type",
                "account_move.invoice_payment_term_id",
                "account_move.amount_total_signed",
                "account_move.amount_residual_signed",
            ),
        )

    @api.model
    def _readable_files(self) -> SQL:
        files = self._readable("customer.file", self.env["customer.file"]._living_domain())
        return files.subselect("customer_file.id", "customer_file.partner_id", "customer_file.company_id")

    @api.model
    def _readable(self, model: str, domain: list):
        """Return the query of those records that the user may read, also when called with superuser rights."""
        records = self.env[model].sudo(False).with_context(active_test=False)
        return records._search(domain) if records.has_access("read") else records.browse()._as_query()

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Name the file of each id looked for: the id itself is no condition that an index could serve."""
        return super()._search(Domain(domain).map_conditions(self._with_file), *args, **kwargs)

    @api.model
    def _with_file(self, condition) -> Domain:
        if condition.field_expr != "id" or condition.operator not in ("=", "in"):
            return condition
        ids = condition.value if condition.operator == "in" else [condition.value]
        if not isinstance(ids, Collection) or not all(isinstance(id_, int) for id_ in ids):
            return condition
        return condition & Domain("file_id", "in", [id_ // ID_FACTOR for id_ in ids])
