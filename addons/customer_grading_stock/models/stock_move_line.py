from odoo import api, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_added_when_done()
        return lines

    def write(self, vals):
        moved = "location_dest_id" in vals
        growing = self.filtered(lambda line: moved or line.quantity < vals.get("quantity", 0))
        result = super().write(vals)
        growing._check_added_when_done()
        return result

    def _check_added_when_done(self):
        """What is added to a delivery that is done leaves like the rest of it."""
        self.filtered(lambda line: line.state == "done").move_id._check_leaving()
