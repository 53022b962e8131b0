from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_complaint_lines(self):
        """Goods are complained of as they were shipped: by lot and day."""
        # sudo: who sells need not read stock moves; what was delivered is told to whoever may read the order
        shipped = self.sudo().move_ids._complaint_deliveries()
        lines = self.filtered(lambda line: line in shipped.sale_line_id)
        vals_list = [vals for line in lines for vals in line._prepare_complaint_shipped_lines(shipped)]
        rest = self - lines
        # goods that were not shipped stand there only when nothing was
        if not vals_list or rest.filtered(lambda line: line.qty_delivered > 0):
            vals_list += super(SaleOrderLine, rest)._prepare_complaint_lines()
        return vals_list

    def _prepare_complaint_shipped_lines(self, shipped) -> list[dict]:
        """Return one line for each lot that was shipped, of all its shipments, with the day of the last."""
        self.ensure_one()
        found = {}
        for vals in shipped.filtered(lambda move: move.sale_line_id == self)._prepare_complaint_lines():
            before = found.get((vals["lot_id"], vals["uom_id"]))
            if before:
                vals["quantity"] += before["quantity"]
                vals = max(vals, {**before, "quantity": vals["quantity"]}, key=lambda one: one["shipped_date"])
            found[vals["lot_id"], vals["uom_id"]] = vals
        return list(found.values())
