from odoo import fields, models


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    # rules administrators choose among actions: a secret in an address is not for them
    webhook_url = fields.Char(groups="base.group_system")

    def _can_execute_action_on_records(self, records):
        """Let the running step of a deadline act on its deadline, which nobody else may write.

        Also on the document, where that is closed to those who make rules.
        """
        running = self.env["customer.deadline.step"]._running()
        if running and running.action_id == self:
            document = running.deadline_id._get_document()
            # of an addon that is gone there is no document
            for_anybody = getattr(document, "_steps_act_for_anybody", False)
            if records == running.deadline_id or (for_anybody and records == document):
                return None
        return super()._can_execute_action_on_records(records)
