from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    _commission_day = models.Index("(company_id, max_date)")

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        paid = partials._commission_invoices()
        if paid:
            rechecks = self.env["dealer.commission.recheck"]
            days = {company: rechecks._day(company) for company in partials.company_id}
            late = partials.filtered(lambda partial: partial.max_date < days[partial.company_id])
            rechecks._note(late._commission_invoices())
        return partials

    def unlink(self):
        paid = self._commission_invoices()
        result = super().unlink()
        self.env["dealer.commission.recheck"]._note(paid.exists())
        return result

    def _commission_invoices(self):
        """Return the customer invoices that are paid with these, in companies that pay commissions."""
        rechecks = self.env["dealer.commission.recheck"]
        paying = self.filtered(lambda partial: rechecks._is_needed(partial.company_id))
        # sudo: only which invoices they are
        moves = paying.sudo().debit_move_id.move_id
        return moves.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
