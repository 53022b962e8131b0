from odoo import models
from odoo.fields import Command

from .customer_statistic_report import DestructionPass


class CustomerStatisticCorrection(models.Model):
    """Of the correction of a destroyed report remains that there was one, by whom, and who was told."""

    _inherit = "customer.statistic.correction"

    def _changes_nothing(self, vals):
        return DestructionPass.has(self) or super()._changes_nothing(vals)

    def _destroy_texts(self):
        """Empty what tells of the figures; called by the destruction of the report, with all rights."""
        emptied = {"error": "–", "explanation": False, "refusal": False, "attachment_ids": [Command.clear()]}
        DestructionPass.given(self)._write_protected(emptied)
        self.env["customer.destructible.mixin"]._forget_traces_of(self)
        # approvals stay, and were called after the error
        about = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        for approval in self.env["customer.approval"].search(about):
            approval.document_name = self.browse(approval.res_id).display_name
