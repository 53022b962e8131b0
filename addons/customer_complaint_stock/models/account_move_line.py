from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _eligible_for_stock_account(self):
        """Money given back for goods that stay with the customer leaves their cost where it is."""
        return not self._complaint_is_money() and super()._eligible_for_stock_account()
