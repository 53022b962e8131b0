from odoo import fields, models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "customer.complaint.origin.mixin"]

    complaint_settlement_count = fields.Integer("Return Notes", compute="_compute_complaint_settlement_count")

    def _compute_complaint_settlement_count(self):
        for lot in self:
            lot.complaint_settlement_count = len(lot._complaint_settlements())

    def _complaint_settlements(self):
        """Return the return notes of this lot that the user may read."""
        # sudo: which moves it took part in; the notes are read with the rights of the user
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search([("lot_id", "=", self.id), ("move_id.complaint_action_id", "!=", False)])
        )
        settlements = lines.move_id.complaint_action_id.settlement_id
        return settlements.sudo(self.env.su)._filtered_access("read")

    def action_view_complaint_settlements(self):
        """Show the return notes by which goods of this lot come back."""
        self.ensure_one()
        return self._complaint_settlements()._get_records_action(name=self.env._("Return Notes"))

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
