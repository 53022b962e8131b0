from odoo import api, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        ids = {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        before = self._confirmed_totals(self.env["sale.order"].browse(ids))
        lines = super().create(vals_list)
        self._check_increase(before)
        return lines

    def write(self, vals):
        before = self._confirmed_totals(self.order_id)
        result = super().write(vals)
        self._check_increase(before)
        return result

    @api.model
    def _confirmed_totals(self, orders) -> dict:
        return {order: order.amount_total for order in orders if order.state == "sale"}

    @api.model
    def _check_increase(self, before: dict):
        """A confirmed order that becomes larger is business like a new one."""
        for order, total in before.items():
            if order.currency_id.compare_amounts(order.amount_total, total) > 0:
                order._check_business("confirm")
