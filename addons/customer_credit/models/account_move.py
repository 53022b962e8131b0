from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _credit_customer(self):
        # sudo: who owes is compared, not shown
        return self.sudo().partner_id.commercial_partner_id

    def _credit_amounts(self):
        if not self._business_step() or self.state != "draft":
            return None
        # what comes from an order was counted with it
        own = self.invoice_line_ids.filtered(lambda line: not line.sale_line_ids)
        total = sum(own.mapped("price_total")) / (self.invoice_currency_rate or 1.0)
        total = self.company_id.currency_id.round(total)
        return (total, total) if total > 0 else None

    def _credit_days(self):
        if not self._business_step():
            return 0
        start = self.invoice_date or fields.Date.context_today(self)
        if self.invoice_payment_term_id:
            # sudo: how long a payment term is is no secret
            lines = self.invoice_payment_term_id.sudo().line_ids
            return max(((line._get_due_date(start) - start).days for line in lines), default=0)
        return max((self.invoice_date_due - start).days, 0) if self.invoice_date_due else 0
