from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class CustomerDeadlineRuleStep(models.Model):
    """What happens a while before or after a deadline: which action runs, for whom, and in whose name."""

    _name = "customer.deadline.rule.step"
    _description = "Step of a deadline rule"
    _inherit = ["customer.deadline.step.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    rule_id = fields.Many2one("customer.deadline.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
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
    @api.depends_context("lang")
    def _compute_display_name(self):
        for step in self:
            step.display_name = step.action_id.display_name

    def _cannot_reach_anybody(self) -> bool:
        """Say whether nobody is there to run the step, or to be told, for all documents or those of some department.

        Departments that nobody at all manages have a check of their own, and above the highest nobody is expected.
        """
        if self._runs_as_nobody():
            return True
        if self.recipient == "group":
            return not self._who_work_here(self.sudo().group_id.all_user_ids)  # sudo: see there
        if self.recipient != "superior":
            return False
        departments = self.env["hr.department"]._of_height(self.company_id, self.level + 1)
        return any(not self._who_work_here(one._get_manager_chain())[self.level :] for one in departments)
