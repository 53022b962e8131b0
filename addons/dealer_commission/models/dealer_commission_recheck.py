from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class DealerCommissionRecheck(models.Model):
    """Invoice lines to look at anew: something changed about them in days whose statements may be made already.

    An invoice is posted or paid with a date in the past, cancelled, sold by somebody else, or a payment is taken back.
    The statement of the period in which it became known makes good the difference to what earlier ones said.
    """

    _name = "dealer.commission.recheck"
    _description = "Invoice line whose commission is looked at anew"
    _log_access = False
    _rec_name = "source_id"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    # no foreign key: lines of drafts are deleted, and nothing of ours is in the way
    source_id = fields.Integer("Invoice Line", required=True)
    day = fields.Date(required=True, help="When it became known, in the time zone of the company.")

    _once_a_day = models.UniqueIndex("(company_id, day, source_id)")

    @api.model
    def _is_needed(self, company) -> bool:
        """Say whether the company pays commissions, or did: what it stated may have to be taken back later."""
        if self.env["dealer.commission.scheme"]._in_force_ids(company.id):
            return True
        # sudo: only whether there is one
        statements = self.env["dealer.commission.statement"].sudo()
        return bool(statements.search_count([("company_id", "=", company.id)], limit=1))

    @api.model
    def _day(self, company) -> date:
        """Return the day from which on statements look at what becomes known now.

        On the last day of a month it is the next one: what is entered then may be committed after midnight, when the
        statements of the month are made already. Looked at twice, it adds nothing.
        """
        today = company._policy_today()
        tomorrow = today + timedelta(days=1)
        return tomorrow if tomorrow.day == 1 else today

    @api.model
    def _note(self, moves):
        """Have all lines of these invoices looked at anew, where their company pays commissions."""
        statements = self.env["dealer.commission.statement"]
        for company, of_company in moves.grouped("company_id").items():
            if not self._is_needed(company):
                continue
            # sudo: where performance was cancelled, one credit note decides what another takes back
            cancelled = of_company.sudo().line_ids.sale_line_ids.filtered("commission_cancelled_date")
            of_company |= cancelled.invoice_lines.move_id.with_env(of_company.env)
            self.env["account.move.line"].flush_model(["move_id", "display_type", "sale_line_ids"])
            self.env["sale.order.line"].flush_model(["is_downpayment"])
            self.env.cr.execute(
                SQL(
                    """INSERT INTO dealer_commission_recheck (company_id, source_id, day)
                       SELECT %s, id, %s FROM account_move_line WHERE display_type = 'product'
                          AND (move_id IN %s OR move_id IN (SELECT pair.theirs_id FROM (%s) pair (mine_id, theirs_id)))
                       ON CONFLICT (company_id, day, source_id) DO NOTHING""",
                    company.id,
                    self._day(company),
                    tuple(of_company.ids),
                    # a unit is paid in full once its down payment is
                    statements._advances_sql(SQL("(SELECT unnest(%s) AS move_id)", of_company.ids)),
                )
            )
