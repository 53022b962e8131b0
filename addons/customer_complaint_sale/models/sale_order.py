from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.complaint.origin.mixin"]

    def _complaint_domain(self):
        return [("line_ids.sale_order_id", "=", self.id)]

    def _prepare_complaint_lines(self):
        return self.order_line._prepare_complaint_lines()

    def _create_complaint(self):
        if self.state != "sale":
            raise UserError(self.env._("%s is not confirmed: nothing was sold yet.", self.display_name))
        return super()._create_complaint()
