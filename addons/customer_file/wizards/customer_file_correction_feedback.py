from odoo import fields, models


class CustomerFileCorrectionFeedback(models.TransientModel):
    """What a department says of its task when it is done."""

    _name = "customer.file.correction.feedback"
    _description = "Feedback on tasks of corrections"

    task_ids = fields.Many2many(
        "customer.file.correction.task",
        "customer_file_correction_feedback_task_rel",
        string="Tasks",
        required=True,
        default=lambda self: self.env["customer.file.correction.task"].browse(self.env.context.get("active_ids")),
    )
    feedback = fields.Text(required=True)

    def action_done(self):
        self.ensure_one()
        self.task_ids._done(self.feedback)
        return {"type": "ir.actions.act_window_close"}
