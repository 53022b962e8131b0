from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .customer_deadline_rule import UNITS


class CustomerDeadlineRuleStep(models.Model):
    """What happens a while before or after a deadline: which action runs, for whom, and in whose name."""

    _name = "customer.deadline.rule.step"
    _description = "Step of a deadline rule"
    _order = "sequence, id"
    _check_company_auto = True

    rule_id = fields.Many2one("customer.deadline.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
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

    in_digest = fields.Boolean(
        default=True, help="Long overdue after a stop of the server: told in one message, instead of running."
    )

    _offset_positive = models.Constraint('CHECK("offset" >= 0)', "Say before or after instead of a negative time.")
    _level_positive = models.Constraint("CHECK(level >= 1)", "The first level above is 1.")
    _group_given = models.Constraint("CHECK(recipient != 'group' OR group_id IS NOT NULL)", "Say which group is told.")

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._check_runs_as()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "action_id"} & set(vals):
            self._check_runs_as()
        return result

    @api.model
    def _pack_excluded_fields(self) -> set[str]:
        """A step of a pack runs as whoever applied the pack; a pack names no person."""
        return {"user_id"}

    def _check_runs_as(self):
        """Let nobody have an action run with the rights of another person, but who manages all rights.

        Not a constraint: those are checked as the superuser.
        """
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        for step in self:
            if step.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%s: a step runs as yourself. An administrator may choose somebody else.", step.rule_id.name
                    )
                )

    @api.constrains("action_id", "rule_id")
    def _check_action(self):
        for step in self:
            # sudo: of which model an action is is no secret
            model = step.action_id.sudo().model_id.model
            if model not in (step.rule_id.model_name, "customer.deadline"):
                raise ValidationError(
                    self.env._(
                        "%(rule)s: the action “%(action)s” works on other records.",
                        rule=step.rule_id.name,
                        action=step.action_id.name,
                    )
                )

    @api.depends("action_id", "moment", "offset", "unit")
    def _compute_display_name(self):
        for step in self:
            step.display_name = step.action_id.display_name

    def _get_recipients(self, document):
        """Return the active users told about ``document``; empty when there is nobody."""
        self.ensure_one()
        if self.recipient == "responsible":
            users = document._document_user()
        elif self.recipient == "group":
            users = self._get_group_members()
        else:
            # one who is late is not told as the manager
            chain = document._document_department()._get_manager_chain() - document._document_user()
            users = chain[:1] if self.recipient == "department" else chain[self.level : self.level + 1]
        # sudo: whether somebody still works here is no secret
        return users.sudo().filtered("active").sudo(self.env.su)

    def _get_group_members(self):
        # sudo: who has a role in the company is no secret
        members = self.sudo().group_id.all_user_ids.filtered(
            lambda user: not user.share and user.active and self.company_id in user.company_ids
        )
        return members.sudo(self.env.su)  # sudo: back to the rights of the caller

    def _has_no_group_member(self) -> bool:
        return self.recipient == "group" and not self._get_group_members()
