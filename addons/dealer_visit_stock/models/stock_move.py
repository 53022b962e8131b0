from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Goods that leave a dealer's end their recall: here, since buttons, scanners and jobs all end here."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # sudo: whether anything is recalled does not depend on who moves goods
        recalls = self.env["dealer.recall"].sudo()
        domain = [
            ("product_id", "in", moves.product_id.ids),
            ("lot_id", "in", [False, *moves.move_line_ids.lot_id.ids]),
            ("state", "!=", "returned"),
        ]
        if moves and recalls.search_count(domain, limit=1):
            recalls._close_gone(domain)
        return moves
