from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "customer.complaint.origin.mixin"]

    def _complaint_domain(self):
        return [("line_ids.picking_id", "=", self.id)]

    def _prepare_complaint_lines(self):
        return self.move_ids._prepare_complaint_lines()

    def _create_complaint(self):
        if not self.move_ids._complaint_deliveries():
            raise UserError(self.env._("%s delivered nothing to a customer.", self.display_name))
        return super()._create_complaint()
