from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        return [*super()._get_custom_move_fields(), "complaint_action_id"]

    def _push_prepare_move_copy_values(self, move_to_copy, new_date):
        """What comes back, or is sent for it, belongs to its settlement on each step through the warehouse."""
        vals = super()._push_prepare_move_copy_values(move_to_copy, new_date)
        if action := move_to_copy.complaint_action_id:
            vals["complaint_action_id"] = action.id
        return vals
