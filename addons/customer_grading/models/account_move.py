from odoo import api, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.business.mixin"]
    _business_partner_fields = ("partner_id", "partner_shipping_id")

    def _business_seller(self):
        return self.sudo().invoice_user_id  # sudo: who sells is no secret

    def _business_departments(self):
        orders = self._business_origin()
        return super()._business_departments().union(*(order._business_departments() for order in orders))

    def _business_products(self):
        return self.sudo().invoice_line_ids.product_id  # sudo: what is invoiced decides, not who may read it

    def _business_step(self):
        return "invoice" if self.move_type in ("out_invoice", "out_receipt") else ""

    def write(self, vals):
        result = super().write(vals)
        # here and not in _post: state and customer can be written without it
        if vals.get("state") == "posted" or not {
            *self._business_partner_fields,
            "move_type",
        }.isdisjoint(vals):
            posted = self.filtered(lambda move: move.state == "posted" and move._business_step())
            posted._check_business("invoice")
        return result

    def _business_notices(self):
        return super()._business_notices() if self._business_step() else []

    @api.model
    def _business_open_domain(self):
        return [("state", "=", "draft"), ("move_type", "in", ("out_invoice", "out_receipt"))]

    def _business_cancel(self):
        self.button_cancel()

    def _business_origin(self):
        return self.sudo().line_ids.sale_line_ids.order_id  # sudo: only which orders are charged

    def _business_amount(self):
        return self.amount_total, self.currency_id

    def _business_is_within(self, origin):
        charged = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return all(line.sale_line_ids for line in charged) and all(self._above_order(order) <= 0 for order in origin)

    def _above_order(self, order) -> float:
        """Return what is invoiced of ``order`` with this invoice above its total, in the currency of the invoice."""

        def rate(move):  # at booked amounts, without differences of exchange
            return 1.0 if move.currency_id == order.currency_id else move.invoice_currency_rate / order.currency_rate

        invoiced = sum(
            line.price_total / rate(line.move_id) * (-1 if line.move_type == "out_refund" else 1)
            for line in order.order_line.invoice_lines
            if line.parent_state == "posted" or line.move_id == self
        )
        return self.currency_id.round((invoiced - order.amount_total) * rate(self))
