from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.complaint.over.ratio.mixin"]

    def _complaint_lines_domain(self):
        return [("sale_order_id", "=", self.id)]
