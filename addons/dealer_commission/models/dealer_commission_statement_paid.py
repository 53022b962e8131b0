from odoo import models
from odoo.tools import SQL


class DealerCommissionStatement(models.Model):
    """What of commissions was paid, as part of the one query."""

    _inherit = "dealer.commission.statement"

    def _paid_sql(self, company, kind: str, date_from, date_to) -> SQL:
        """Return what was outstanding before, and paid in the period, of each of these statements.

        Paid is all that was paid since the first statement, less what earlier statements said: a payment that became
        known late is in the next statement. Taxes of a bill are no commission, and what was set off against a credit
        note, another invoice or an entry without a bank was not paid.
        """
        who = SQL("bill.partner_id") if kind == "consultant" else SQL("bill.commercial_partner_id")
        return SQL(
            """
            SELECT statement.id AS statement_id, coalesce(last.outstanding_amount, start.amount, 0) AS opening,
                   coalesce(settled.amount, 0) - coalesce(earlier.paid, 0) AS amount
              FROM dealer_commission_statement statement
              LEFT JOIN LATERAL (
                   SELECT sum(one.paid_amount) AS paid, min(one.date_from) AS first
                     FROM dealer_commission_statement one
                    WHERE one.company_id = statement.company_id AND one.kind = statement.kind
                      AND one.partner_id = statement.partner_id AND one.state <> 'cancelled'
                      AND one.date_to < statement.date_from) earlier ON TRUE
              LEFT JOIN LATERAL (
                   SELECT one.outstanding_amount FROM dealer_commission_statement one
                    WHERE one.company_id = statement.company_id AND one.kind = statement.kind
                      AND one.partner_id = statement.partner_id AND one.state <> 'cancelled'
                      AND one.date_to < statement.date_from
                    ORDER BY one.date_to DESC LIMIT 1) last ON TRUE
              LEFT JOIN LATERAL (
                   SELECT sum(opening_amount) AS amount FROM dealer_commission_assignment one
                    WHERE one.company_id = statement.company_id AND one.kind = statement.kind
                      AND one.partner_id = statement.partner_id) start ON TRUE
              LEFT JOIN LATERAL (
                   SELECT round(sum(CASE WHEN term.balance < 0 THEN match.amount ELSE -match.amount END
                                    * bill.amount_untaxed / nullif(bill.amount_total, 0)), %(digits)s) AS amount
                     FROM account_move bill
                     JOIN account_move_line term ON term.move_id = bill.id AND term.display_type = 'payment_term'
                     JOIN account_partial_reconcile match
                       ON match.credit_move_id = term.id OR match.debit_move_id = term.id
                     JOIN account_move_line other
                       ON other.id = CASE term.id WHEN match.credit_move_id THEN match.debit_move_id
                                                  ELSE match.credit_move_id END
                     JOIN account_move paying ON paying.id = other.move_id AND paying.move_type = 'entry'
                          AND (paying.origin_payment_id IS NOT NULL OR paying.statement_line_id IS NOT NULL
                               OR EXISTS (SELECT FROM account_move_line bank
                                            JOIN account_account account ON account.id = bank.account_id
                                           WHERE bank.move_id = paying.id AND account.account_type
                                                 IN ('asset_cash', 'liability_credit_card')))
                    WHERE bill.is_commission_bill AND bill.company_id = statement.company_id
                      AND %(who)s = statement.partner_id AND bill.state = 'posted'
                      AND bill.move_type IN ('in_invoice', 'in_refund')
                      AND match.max_date BETWEEN coalesce(earlier.first, %(first)s) AND %(last)s) settled ON TRUE
             WHERE statement.id IN %(ids)s
            """,
            who=who,
            digits=company.currency_id.decimal_places,
            first=date_from,
            last=date_to,
            ids=tuple(self.ids),
        )
