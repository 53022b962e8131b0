from odoo import api, models
from odoo.exceptions import UserError


class CustomerFileHandover(models.Model):
    """Nobody takes away or destroys what is being handed over (S2.3-3b)."""

    _inherit = "customer.file"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed_over(self):
        self._check_no_handover()

    def action_archive(self):
        self._check_no_handover()
        return super().action_archive()

    def _check_no_handover(self):
        # sudo: that a file is being handed over is no secret, and its handover may be closed to the user
        lines = self.env["customer.handover.line"].sudo()
        line = lines.search([("file_id", "in", self.ids), ("handover_id.state", "=", "running")], limit=1)
        if line:
            raise UserError(self.env._("%s is being handed over and stays until that is complete.", line.name))
