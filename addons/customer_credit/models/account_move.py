from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _credit_customer(self):
        # sudo: who owes is compared, not shown
        return self.sudo().partner_id.commercial_partner_id

    def _credit_amounts(self):
        if not self._business_step() or self.state == "cancel":
            return None
        total = self.company_id.currency_id.round(self._credit_beyond_orders() / (self.invoice_currency_rate or 1.0))
        if total <= 0:
            return None
        # a posted invoice is among those counted
        return (0.0 if self.state == "posted" else total), total

    def _credit_beyond_orders(self) -> float:
        """Return what the customer owes by this invoice that was not counted with its orders, in its currency."""
        customer = self._credit_customer()
        beyond = 0.0
        # sudo: what was ordered and invoiced is compared, not shown
        for order, lines in self.sudo().invoice_line_ids.grouped(lambda line: line.sale_line_ids.order_id[:1]).items():
            total = sum(lines.mapped("price_total"))
            if order.state == "sale" and order._credit_customer() == customer:
                total = max(min(total, self._above_order(order)), 0.0)
            beyond += total
        return beyond

    def _credit_days(self):
        if not self._business_step():
            return 0
        start = self.invoice_date or fields.Date.context_today(self)
        if self.invoice_payment_term_id:
            # sudo: how long a payment term is is no secret
            lines = self.invoice_payment_term_id.sudo().line_ids
            return max(((line._get_due_date(start) - start).days for line in lines), default=0)
        return max((self.invoice_date_due - start).days, 0) if self.invoice_date_due else 0
