from odoo import api, fields, models
from odoo.tools import SQL


class CustomerCreditReport(models.Model):
    """How customers pay: a row per due amount of an invoice, when it was paid, how late (S4.credit-7).

    Bad debt is what was written off: settled by an entry on an account of expenses (S4.credstand-1).
    """

    _name = "customer.credit.report"
    _description = "Payments of customers"
    _inherit = ["customer.export.mixin"]
    _auto = False
    _order = "due_date desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move": ["name", "state", "move_type", "invoice_date"],
        "account.move.line": [
            "account_id",
            "amount_residual",
            "balance",
            "company_id",
            "date_maturity",
            "move_id",
            "parent_state",
            "partner_id",
        ],
        "account.account": ["account_type"],
        "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
        "customer.credit.standing": ["company_id", "is_current", "level_id", "partner_id"],
        "customer.file": ["company_id", "merged_into_id", "partner_id", "responsible_id", "state"],
        "res.partner": ["commercial_partner_id"],
    }

    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    file_id = fields.Many2one("customer.file", readonly=True)
    secrecy_level_id = fields.Many2one(related="file_id.secrecy_level_id")
    responsible_id = fields.Many2one("res.users", readonly=True)
    level_id = fields.Many2one("customer.credit.level", string="Credit Level", readonly=True)
    invoice_date = fields.Date(readonly=True)
    due_date = fields.Date("Due", readonly=True)
    paid_date = fields.Date("Paid", readonly=True)
    amount = fields.Monetary("Invoiced", readonly=True)
    open_amount = fields.Monetary("Open", readonly=True)
    overdue_amount = fields.Monetary("Overdue", readonly=True)
    overdue_30 = fields.Monetary("Overdue up to 30 Days", readonly=True)
    overdue_60 = fields.Monetary("Overdue 31 to 60 Days", readonly=True)
    overdue_90 = fields.Monetary("Overdue 61 to 90 Days", readonly=True)
    overdue_older = fields.Monetary("Overdue over 90 Days", readonly=True)
    lost_amount = fields.Monetary("Bad Debt", readonly=True)
    lost_percent = fields.Float("Bad Debt (%)", digits=(5, 2), readonly=True, aggregator="avg", help="Of the invoiced.")
    late_count = fields.Integer("Paid Late", readonly=True)
    days_late = fields.Float(digits=(12, 1), readonly=True, aggregator="avg", help="Of late payments.")

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT due.*, 100 * due.lost_amount / NULLIF(due.amount, 0) AS lost_percent,
                   (due.paid_date > due.due_date)::int AS late_count,
                   CASE WHEN due.paid_date > due.due_date THEN due.paid_date - due.due_date END AS days_late,
                   CASE WHEN due.days > 0 THEN due.open_amount ELSE 0 END AS overdue_amount,
                   CASE WHEN due.days BETWEEN 1 AND 30 THEN due.open_amount ELSE 0 END AS overdue_30,
                   CASE WHEN due.days BETWEEN 31 AND 60 THEN due.open_amount ELSE 0 END AS overdue_60,
                   CASE WHEN due.days BETWEEN 61 AND 90 THEN due.open_amount ELSE 0 END AS overdue_90,
                   CASE WHEN due.days > 90 THEN due.open_amount ELSE 0 END AS overdue_older
              FROM (
                   SELECT line.id, line.move_id, line.company_id, partner.commercial_partner_id AS partner_id,
                          file.id AS file_id, file.responsible_id, standing.level_id,
                          move.invoice_date, line.date_maturity AS due_date,
                          CASE WHEN line.amount_residual = 0 THEN paid.max_date END AS paid_date,
                          line.balance AS amount, line.amount_residual AS open_amount,
                          COALESCE(paid.lost_amount, 0) AS lost_amount,
                          %(today)s - line.date_maturity AS days
                     FROM account_move_line line
                     JOIN account_move move ON move.id = line.move_id
                     JOIN account_account account ON account.id = line.account_id
                     JOIN res_partner partner ON partner.id = line.partner_id
                     LEFT JOIN customer_file file
                       ON file.partner_id = partner.commercial_partner_id AND file.company_id = line.company_id
                          AND file.merged_into_id IS NULL AND file.state != 'destroyed'
                     LEFT JOIN customer_credit_standing standing
                       ON standing.partner_id = partner.commercial_partner_id
                          AND standing.company_id = line.company_id AND standing.is_current
                     LEFT JOIN LATERAL (
                          SELECT max(partial.max_date) AS max_date,
                                 sum(partial.amount) FILTER (WHERE EXISTS (
                                     SELECT FROM account_move_line loss
                                       JOIN account_account expense ON expense.id = loss.account_id
                                      WHERE loss.move_id = settling.move_id AND expense.account_type LIKE 'expense%%'
                                 )) AS lost_amount
                            FROM account_partial_reconcile partial
                            JOIN account_move_line settling ON settling.id = partial.credit_move_id
                           WHERE partial.debit_move_id = line.id
                          ) paid ON TRUE
                    WHERE move.move_type = 'out_invoice' AND line.parent_state = 'posted'
                      AND account.account_type = 'asset_receivable' AND line.date_maturity IS NOT NULL
                   ) due
            """,
            today=fields.Date.context_today(self),
        )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "lost_percent:avg":
            # of the sum, and not the mean of small and large invoices
            lost, amount = (self._field_to_sql(self._table, name, query) for name in ("lost_amount", "amount"))
            return SQL("100 * SUM(%s) / NULLIF(SUM(%s), 0)", lost, amount)
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _payment_figures(self, company, partner, since, until) -> tuple[int, int, float]:
        """Return of what was due in these days: how many, how many paid late, and their average days late."""
        # sudo: three figures of one customer, for those who evaluate it
        rows = self.sudo()._read_group(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", partner.id),
                ("due_date", ">=", since),
                ("due_date", "<=", until),
            ],
            [],
            ["__count", "late_count:sum", "days_late:avg"],
        )
        count, late, days = rows[0]
        return count, late or 0, days or 0.0
