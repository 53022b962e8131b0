from odoo import fields, models


class CustomerDeadlineEvent(models.Model):
    """The history of a deadline: started, moved, paused, met, missed, and each step that ran or failed."""

    _name = "customer.deadline.event"
    _description = "History of a deadline"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "type"

    deadline_id = fields.Many2one("customer.deadline", required=True, index=True, ondelete="restrict")
    type = fields.Selection(
        [
            ("start", "Started"),
            ("move", "Moved"),
            ("pause", "Paused"),
            ("resume", "Resumed"),
            ("met", "Met"),
            ("late", "Met Too Late"),
            ("asked", "To Be Waived"),
            ("waived", "Waived"),
            ("cancelled", "Cancelled"),
            ("step", "Step Done"),
            ("failed", "Step Failed"),
            ("digest", "Told in a Digest"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", string="By", readonly=True, ondelete="restrict")
    due_date = fields.Datetime("Due", readonly=True)
    old_due_date = fields.Datetime("Due Before", readonly=True)
    step_id = fields.Many2one("customer.deadline.step", readonly=True, index="btree_not_null", ondelete="restrict")
    note = fields.Text(readonly=True)
