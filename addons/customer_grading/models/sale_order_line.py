from odoo import api, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        before = self._confirmed_business({vals["order_id"] for vals in vals_list if vals.get("order_id")})
        lines = super().create(vals_list)
        self._check_growth(before)
        return lines

    def write(self, vals):
        # a line can be moved into another order
        before = self._confirmed_business({*self.order_id.ids, vals.get("order_id")} - {None, False})
        result = super().write(vals)
        self._check_growth(before)
        return result

    @api.model
    def _confirmed_business(self, order_ids) -> dict:
        """Return by confirmed order its total and how much of which products it is about; empty without any rule."""
        rules = self.env["customer.business.rule"]
        orders = self.env["sale.order"].browse(order_ids)
        return {
            order: order._business_size()
            for order in orders
            if order.state == "sale" and rules._in_force(order.company_id)
        }

    @api.model
    def _check_growth(self, before: dict):
        """A confirmed order that becomes larger is business like a new one."""
        for order, (total, quantities) in before.items():
            new_total, new_quantities = order._business_size()
            if order.currency_id.compare_amounts(new_total, total) > 0 or new_quantities - quantities:
                order._check_business("confirm")
