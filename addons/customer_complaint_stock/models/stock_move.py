from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _complaint_deliveries(self):
        """Return those of these moves by which goods reached the customer."""
        return self.filtered(lambda move: move.state == "done" and move.location_dest_id.usage == "customer")

    def _prepare_complaint_lines(self) -> list[dict]:
        """Return the values of complained-of products: one for each lot, with the day it was shipped."""
        return [vals for move in self._complaint_deliveries() for vals in move._prepare_complaint_move_lines()]

    def _prepare_complaint_move_lines(self) -> list[dict]:
        self.ensure_one()
        # sudo: who delivers need not read orders; the price is the one the customer was charged
        ordered = self.sudo().sale_line_id
        common = {
            "product_id": self.product_id.id,
            "uom_id": self.product_uom.id,
            "order_reference": ordered.order_id.name or self.origin or self.picking_id.name,
            "price_unit": ordered.product_uom_id._compute_price(ordered._complaint_price(), self.product_uom)
            if ordered
            else 0,
            "sale_line_id": ordered.id,
            "shipped_date": self._complaint_shipped_day(),
            "move_id": self.id,
        }
        lots = {}
        for line in self.move_line_ids:
            quantity = line.product_uom_id._compute_quantity(line.quantity, self.product_uom)
            lots[line.lot_id] = lots.get(line.lot_id, 0) + quantity
        return [{**common, "lot_id": lot.id, "quantity": quantity} for lot, quantity in lots.items()]

    def _complaint_shipped_day(self):
        """Return the day the goods were shipped, where the company is."""
        zone = self.company_id._policy_timezone().zone
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), self.date).date()
