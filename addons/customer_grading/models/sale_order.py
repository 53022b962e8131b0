from collections import Counter

from odoo import api, models

#: by the state of an order, the step of business it stands for
STEP_OF = {"draft": "quote", "sent": "quote", "sale": "confirm"}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.business.mixin"]
    _business_partner_fields = ("partner_id", "partner_invoice_id", "partner_shipping_id")
    _business_buyer_fields = ("partner_id", "partner_invoice_id")

    def _business_step(self):
        return STEP_OF.get(self.state, "")

    def _business_products(self):
        return self.sudo().order_line.product_id  # sudo: what is ordered decides, not who may read it

    def _business_size(self) -> tuple[float, Counter]:
        """Return the total, and the quantity by product and unit."""
        quantities = Counter()
        for line in self.order_line:
            if line.product_id:
                quantities[line.product_id, line.product_uom_id] += line.product_uom_qty
        return self.amount_total, quantities

    def _business_amount(self):
        return self.amount_total, self.currency_id

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._check_business_of_step()
        return orders

    def write(self, vals):
        result = super().write(vals)
        # here and not in a button: confirming, signing in the portal, importing and changing the customer all write
        if vals.get("state") in STEP_OF or not self._business_changes().isdisjoint(vals):
            self._check_business_of_step()
        return result

    @api.model
    def _business_changes(self) -> set[str]:
        """Hook: name the fields that make other business of an order."""
        return {*self._business_partner_fields, "company_id", "team_id", "user_id"}

    def _check_business_of_step(self):
        for step, orders in self.grouped(lambda order: order._business_step()).items():
            if step:
                orders._check_business(step)

    @api.model
    def _business_open_domain(self):
        return [
            ("state", "in", ("draft", "sent", "sale")),
            ("locked", "=", False),
            ("invoice_status", "!=", "invoiced"),
        ]

    def _business_cancel(self):
        self.with_context(disable_cancel_warning=True).action_cancel()
