from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.query import Query

from ..models.customer_complaint_dispute_rule import DISPUTE_READS

#: what receivables come of, and what reduces them
SALES = ("out_invoice", "out_receipt", "out_refund")


class CustomerComplaintCollection(models.Model):
    """What was collected of the receivables that fell due, by salesperson: the base of a bonus (S1.2-12.5).

    A row is a posted receivable (each instalment of an invoice, each credit note) as it stands now, in the currency of
    the company:

    - due: what was invoiced, less the credit notes matched with it. A credit note that is matched with no invoice
      reduces what is due on its own day.
    - collected: what is not left to be paid any more of what was due, by payments and by whatever else accounting
      matched with it.
    - disputed: what is in dispute of what is left to be paid (see ``customer.complaint.dispute.rule``). What was paid
      of complained-of goods all the same is collected and not in dispute, so that the rate is never above 100 %.
    - base: due less disputed; the rate is collected / base. Of a group it is that of the sums.

    Of due 100,000, collected 80,000 and 20,000 complained of the rate is 80,000 / 80,000 = 100 %.
    """

    _name = "customer.complaint.collection"
    _description = "Collection rate"
    _inherit = ["customer.export.mixin"]
    _auto = False
    _order = "due_date desc, id desc"
    _rec_name = "move_id"
    _depends = {
        **DISPUTE_READS,
        "account.move": [
            *DISPUTE_READS["account.move"],
            "partner_id",
            "commercial_partner_id",
            "invoice_user_id",
        ],
        "account.move.line": [*DISPUTE_READS["account.move.line"], "balance", "company_id"],
        "account.partial.reconcile": ["debit_move_id", "credit_move_id", "amount"],
    }

    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, aggregator="count_distinct")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", string="Customer's Company", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    due_date = fields.Date(readonly=True)
    due = fields.Monetary(readonly=True, help="Invoiced, less credit notes.")
    disputed = fields.Monetary("In Dispute", readonly=True, help="Left to be paid, and complained of.")
    base = fields.Monetary(readonly=True, help="Due, less what is in dispute.")
    collected = fields.Monetary(readonly=True)
    rate = fields.Float("Collection Rate (%)", digits=(5, 1), readonly=True, aggregator="avg", help="Collected / base.")

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT row.*, row.due - row.disputed AS base,
                   100 * row.collected / nullif(row.due - row.disputed, 0) AS rate
              FROM (SELECT line.id, line.move_id, line.company_id, move.partner_id, move.commercial_partner_id,
                           move.invoice_user_id AS user_id, line.date_maturity AS due_date,
                           line.balance - credit.amount AS due,
                           line.balance - credit.amount - line.amount_residual AS collected,
                           coalesce(disputed.amount, 0) AS disputed
                      FROM account_move_line line
                      JOIN account_move move ON move.id = line.move_id AND move.move_type IN %(sales)s
                      LEFT JOIN (%(disputed)s) disputed ON disputed.id = line.id
                     CROSS JOIN LATERAL (
                           SELECT coalesce(sum(CASE WHEN match.debit_move_id = line.id
                                                    THEN match.amount ELSE -match.amount END), 0) AS amount
                             FROM account_partial_reconcile match
                             JOIN account_move_line other
                               ON other.id = CASE WHEN match.debit_move_id = line.id
                                                  THEN match.credit_move_id ELSE match.debit_move_id END
                             JOIN account_move note ON note.id = other.move_id AND note.move_type IN %(sales)s
                            WHERE match.debit_move_id = line.id OR match.credit_move_id = line.id) credit
                     WHERE line.parent_state = 'posted' AND line.display_type = 'payment_term') row
            """,
            sales=SALES,
            disputed=self.env["account.move.line"]._complaint_disputed_receivables(),
        )

    def _read_group_select(self, aggregate_spec: str, query: Query) -> SQL:
        """The rate of a group is that of its sums: a large invoice weighs more than a small one."""
        if aggregate_spec != "rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        collected, base = (self._field_to_sql(self._table, name, query) for name in ("collected", "base"))
        return SQL("100 * SUM(%s) / NULLIF(SUM(%s), 0)", collected, base)
