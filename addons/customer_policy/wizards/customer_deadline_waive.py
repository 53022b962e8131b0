from odoo import fields, models


class CustomerDeadlineWaive(models.TransientModel):
    """Ask for the reason, then waive the deadlines."""

    _name = "customer.deadline.waive"
    _description = "Waive deadlines"

    deadline_ids = fields.Many2many(
        "customer.deadline", required=True, default=lambda self: self.env.context.get("active_ids", [])
    )
    reason = fields.Char(required=True)

    def action_waive(self):
        self.deadline_ids._waive(self.reason)
        close = {"type": "ir.actions.act_window_close"}
        waiting = self.deadline_ids.filtered(lambda deadline: deadline.state != "waived")
        if not waiting:
            return close
        message = self.env._("It has to be approved before it counts: %s", ", ".join(waiting.mapped("display_name")))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": message, "next": close},
        }
