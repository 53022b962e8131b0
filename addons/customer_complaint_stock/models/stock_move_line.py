from odoo import api, models

#: what changes how much of what was moved
COUNTED = {"quantity", "quantity_product_uom", "product_uom_id", "lot_id", "lot_name", "move_id"}


class StockMoveLine(models.Model):
    """Core lets the warehouse change what a done transfer moved: what complaints count is then compared anew."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        counted = self._complaint_moves(vals_list)._complaint_counted()
        before = counted._complaint_count()
        lines = super().create(vals_list)
        counted._check_complaint_recount(before)
        return lines

    def _complaint_moves(self, vals_list):
        """Return the moves of these lines, and those that they are put on."""
        # sudo: what was moved is compared whoever changes it
        named = self.env["stock.move"].sudo().browse({vals["move_id"] for vals in vals_list if vals.get("move_id")})
        return self.sudo().move_id | named  # sudo: see above

    def write(self, vals):
        moves = self._complaint_moves([vals]) if COUNTED & set(vals) else self.env["stock.move"]
        counted = moves._complaint_counted()
        before = counted._complaint_count()
        result = super().write(vals)
        counted._check_complaint_recount(before)
        return result
