from odoo import models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "customer.complaint.origin.mixin"]

    def _complaint_domain(self):
        """Complaints about this lot; also those where its name was only written down."""
        return [
            "|",
            ("line_ids.lot_id", "=", self.id),
            ("line_ids", "any", [("lot_name", "=", self.name), ("product_id", "=", self.product_id.id)]),
        ]

    def _prepare_complaint_vals(self):
        """A lot has no one customer: complaints are registered from deliveries."""
        return {}
