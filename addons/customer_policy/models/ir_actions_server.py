from odoo import fields, models


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    # rules administrators choose among actions: a secret in an address is not for them
    webhook_url = fields.Char(groups="base.group_system")

    def _can_execute_action_on_records(self, records):
        """Let the running step of a deadline act on its deadline, which nobody else may write."""
        running = self.env["customer.deadline.step"]._running()
        if running and running.action_id == self and records == running.deadline_id:
            return None
        return super()._can_execute_action_on_records(records)
