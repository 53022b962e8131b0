from odoo import models


class StockMove(models.Model):
    """Goods also leave by moves that belong to no delivery."""

    _name = "stock.move"
    _inherit = ["stock.move", "customer.delivery.mixin"]

    def _action_done(self, cancel_backorder=False):
        """Goods leave for a customer: here, since buttons, batches, scanners and jobs all end here."""
        self.filtered(lambda move: move.state not in ("done", "cancel"))._check_leaving()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _check_leaving(self):
        """Refuse that goods leave for a customer where a rule stops it.

        :raises UserError: naming the delivery, or the product of a move without one
        """
        leaving = self.filtered(lambda move: move.location_dest_id.usage == "customer")
        leaving.picking_id._check_business("deliver")
        leaving.filtered(lambda move: not move.picking_id)._check_business("deliver")

    def _business_products(self):
        return self.sudo().product_id  # sudo: what leaves decides, not who may read it

    def _business_step(self):
        return "deliver" if self.location_dest_id.usage == "customer" and not self.picking_id else ""

    def _business_origin(self):
        return self.sudo().sale_line_id.order_id  # sudo: only which order is carried out

    def _business_amount(self):
        return self._quantity_going(), self.env["res.currency"]

    def _business_is_within(self, origin):
        return self._are_as_ordered()

    def _business_notices(self):
        return super()._business_notices() if self._business_step() else []

    def _quantity_going(self) -> float:
        """Return how much goes, or is to go, each in the unit of its product."""
        return sum(
            max(move.product_qty, move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id))
            for move in self
        )

    def _are_as_ordered(self) -> bool:
        """Say whether all of it was ordered, and is not delivered beyond that."""
        for line, moves in self.grouped("sale_line_id").items():
            if not line:
                return False
            # of a kit the parts go, each in its own quantity
            going = moves.filtered(lambda move, line=line: move.product_id == line.product_id and move.state != "done")
            unit = line.product_id.uom_id
            left = line.product_uom_id._compute_quantity(line.product_uom_qty - line.qty_delivered, unit)
            if unit.compare(going._quantity_going(), left) > 0:
                return False
        return True
