from odoo import api, models

#: by the state of an order, the step of business it stands for
STEP_OF = {"draft": "quote", "sent": "quote", "sale": "confirm"}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.business.mixin"]
    _business_partner_fields = ("partner_id", "partner_invoice_id", "partner_shipping_id")

    def _business_department(self):
        # sudo: which department sells is no secret
        order = self.sudo()
        return order.team_id.customer_department_id or order.user_id._department_in(order.company_id)

    def _business_step(self):
        return STEP_OF.get(self.state, "")

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._check_business_of_step()
        return orders

    def write(self, vals):
        result = super().write(vals)
        # here and not in a button: confirming, signing in the portal, importing and changing the customer all write
        if vals.get("state") in STEP_OF or set(vals) & {*self._business_partner_fields, "team_id", "user_id"}:
            self._check_business_of_step()
        return result

    def _check_business_of_step(self):
        for step, orders in self.grouped(lambda order: order._business_step()).items():
            if step:
                orders._check_business(step)
