from odoo import fields, models

UNITS = [("minute", "Minutes"), ("hour", "Hours"), ("day", "Days"), ("week", "Weeks"), ("month", "Months")]


class CustomerDeadlineStepMixin(models.AbstractModel):
    """What a step is: when it comes, what runs, for whom and in whose name.

    A rule says it, and a deadline keeps what the rule said when it started.
    """

    _name = "customer.deadline.step.mixin"
    _description = "Step before or after a deadline"

    offset = fields.Integer("Time", default=0, help="How long before or after the deadline.")
    unit = fields.Selection(UNITS, required=True, default="hour")
    moment = fields.Selection(
        [("before", "Before"), ("after", "After"), ("late", "When Done Too Late")], required=True, default="after"
    )
    recipient = fields.Selection(
        [
            ("responsible", "Responsible"),
            ("department", "Department manager"),
            ("superior", "Managers above"),
            ("group", "A group"),
        ],
        required=True,
        default="responsible",
    )
    level = fields.Integer("Levels Above", default=1, help="1: the manager of the department manager, 2: one above.")
    group_id = fields.Many2one("res.groups", ondelete="restrict")
    action_id = fields.Many2one(
        "ir.actions.server",
        required=True,
        ondelete="restrict",
        help="An action on the document, or one on the deadline such as the reminders that come with it.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Runs As",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        check_company=True,
        help="The action has the rights of this person.",
    )
    digest_hours = fields.Integer(
        "Hours until a Digest",
        default=24,
        help="Later than so many hours, after a stop of the server, the step does not run any more: each recipient is "
        "told of all such deadlines in one message. 0: it runs however late.",
    )

    def _recipients_of(self, document):
        """Return the active users of the company told about ``document``; empty when there is nobody."""
        self.ensure_one()
        if self.recipient == "group":
            # sudo: who has a role in the company is no secret
            return self._who_work_here(self.sudo().group_id.all_user_ids)
        responsible = document._deadline_users()
        if self.recipient == "responsible":
            return self._who_work_here(responsible)
        # one who is late is not told as the manager
        chain = self._who_work_here(document._document_department()._get_manager_chain() - responsible)
        rank = 0 if self.recipient == "department" else self.level
        return chain[rank : rank + 1]

    def _runs_as_nobody(self) -> bool:
        # sudo: whether somebody still works here is no secret
        user = self.sudo().user_id
        return not user.active and not user._is_superuser()

    def _who_work_here(self, users):
        # sudo: whether somebody works in the company is no secret
        here = users.sudo().filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )
        return here.sudo(self.env.su)  # sudo: back to the rights of the caller
