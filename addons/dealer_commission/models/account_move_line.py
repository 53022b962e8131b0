from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        if "sale_line_ids" in vals and not self.env.su:
            # who sold an order earns what is invoiced of it: a line is not moved to another order
            for move in self.move_id.filtered(lambda one: one.posted_before and one.move_type.startswith("out_")):
                self.env["dealer.commission.transfer"]._check_allowed(move, False)
        return super().write(vals)
