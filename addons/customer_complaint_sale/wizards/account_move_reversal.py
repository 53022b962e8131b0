from odoo import models

from ..models.credit_plan import CreditPlan


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def _prepare_default_reversal(self, move):
        vals = super()._prepare_default_reversal(move)
        if plan := CreditPlan.of(self.env):
            vals["complaint_settlement_id"] = plan.settlement_id
            # a part is credited to the cent as decided; the last credit note rounds as the invoice did
            vals["invoice_cash_rounding_id"] = False
        return vals
