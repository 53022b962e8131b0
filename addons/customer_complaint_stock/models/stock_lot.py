from odoo import models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "customer.complaint.origin.mixin"]

    def _complaint_settlement_domain(self):
        """Also the return notes by which goods of this lot come back, whatever lot the case names."""
        # sudo: which moves it took part in stays inside the query; the notes are those that the user may read
        lines = self.env["stock.move.line"].sudo()
        moved = lines._search([("lot_id", "=", self.id), ("move_id.complaint_action_id", "!=", False)])
        actions = self.env["customer.complaint.action"].sudo()  # sudo: see above
        of_lot = actions._search([("move_ids.move_line_ids", "in", moved)])
        return ["|", *super()._complaint_settlement_domain(), ("action_ids", "in", of_lot)]

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
