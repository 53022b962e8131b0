from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Goods leave for a customer: here, since buttons, batches, scanners and jobs all end here."""
        leaving = self.filtered(
            lambda move: move.location_dest_id.usage == "customer" and move.state not in ("done", "cancel")
        )
        leaving.picking_id._check_business("deliver")
        return super()._action_done(cancel_backorder=cancel_backorder)
