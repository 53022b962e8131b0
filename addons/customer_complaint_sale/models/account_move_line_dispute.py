from odoo import api, models
from odoo.tools import SQL


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _complaint_disputed(self) -> dict[int, float]:
        """Return what is in dispute of these receivables, by id of the journal item (S1.2-12.5).

        For whoever counts receivables, such as an overdue ladder or a collection rate. Amounts are with taxes, in the
        currency of the company, never more than is left to be paid; items without a dispute are left out. It is one
        query, and reads past the record rules of the cases: call it where amounts of receivables may be shown.
        """
        return self.env["customer.complaint.dispute.rule"]._amounts(self, self._complaint_disputed_receivables)

    @api.model
    def _complaint_disputed_receivables(self) -> SQL:
        """Return the query for the receivables in dispute, and the ``amount`` that is.

        What is in dispute of an invoice is spread over its instalments as they are left to be paid, exact to the cent.
        """
        return SQL(
            """
            SELECT item.id,
                   round(item.until * item.ratio, item.decimal_places)
                   - round((item.until - item.amount_residual) * item.ratio, item.decimal_places) AS amount
              FROM (SELECT line.id, line.amount_residual, currency.decimal_places,
                           disputed.amount / move.amount_residual_signed AS ratio,
                           sum(line.amount_residual) OVER (PARTITION BY move.id ORDER BY line.date_maturity, line.id)
                           AS until
                      FROM (%(moves)s) disputed
                      JOIN account_move move ON move.id = disputed.id
                      JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'payment_term'
                      JOIN res_company company ON company.id = move.company_id
                      JOIN res_currency currency ON currency.id = company.currency_id) item
             WHERE item.amount_residual != 0
            """,
            moves=self.env["account.move"]._complaint_disputed_moves(),
        )
