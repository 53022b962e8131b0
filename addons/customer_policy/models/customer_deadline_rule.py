from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from ..tools import deadline_time

UNITS = [("minute", "Minutes"), ("hour", "Hours"), ("day", "Days"), ("week", "Weeks"), ("month", "Months")]


class CustomerDeadlineRule(models.Model):
    """By when a step of a document must be done, and who is told before and after.

    A deadline keeps the term it started with; a changed rule meets open deadlines only by
    :meth:`action_apply_to_open`.
    """

    _name = "customer.deadline.rule"
    _description = "Deadline rule"
    _inherit = ["customer.policy.rule.mixin"]

    milestone = fields.Selection(
        selection="_selection_milestone", required=True, help="The step of which document that has a term."
    )
    model_name = fields.Char(compute="_compute_model_name", store=True, precompute=True)
    domain = fields.Char("Documents", default="[]", help="Which documents the rule meets; empty: all.")
    duration = fields.Integer(required=True, default=1)
    unit = fields.Selection(UNITS, required=True, default="day")
    working_time = fields.Boolean(
        help="Only working time counts: working hours with public holidays and extra working days. "
        "A term in days ends at midnight of its last working day."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        ondelete="restrict",
        help="Empty: those of the company. Foreign customers may need others, with their holidays.",
    )
    pauses = fields.Boolean("Pause for the Customer", help="The term stands still while the customer is to answer.")
    step_ids = fields.One2many("customer.deadline.rule.step", "rule_id", string="Steps", copy=True)

    _duration_positive = models.Constraint("CHECK(duration >= 0)", "A term cannot be negative.")

    @api.model
    def _selection_milestone(self) -> list[tuple[str, str]]:
        """Return the milestones of all documents that have any, as (model/milestone, label)."""
        parent = self.env.registry["customer.deadline.mixin"]
        return [
            (f"{name}/{key}", f"{self.env[name]._description_label()}: {label}")
            for name, model in sorted(self.env.registry.items())
            if not model._abstract and issubclass(model, parent)
            for key, label in self.env[name]._deadline_milestones().items()
        ]

    @api.depends("milestone")
    def _compute_model_name(self):
        for rule in self:
            rule.model_name = rule.milestone and rule.milestone.partition("/")[0]

    @api.constrains("domain", "milestone")
    def _check_domain(self):
        for rule in self:
            try:
                # sudo: only to see whether it can be searched
                self.env[rule.model_name].sudo()._search(rule._parsed_domain(), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._("%(rule)s: the documents cannot be searched so: %(error)s", rule=rule.name, error=error)
                ) from error

    def _parsed_domain(self) -> Domain:
        return Domain(safe_eval(self.domain or "[]", {}))

    @api.model
    def _rule_for(self, document, milestone: str):
        """Return the first rule in force for the milestone of ``document``, or an empty recordset."""
        rules = self._in_force(document.company_id)
        key = f"{document._name}/{milestone}"
        # sudo: whether a rule meets a document does not depend on who asks
        known = document.sudo()
        return next(
            (rule for rule in rules if rule.milestone == key and known.filtered_domain(rule._parsed_domain())),
            rules[:0],
        )

    def _get_calendar(self):
        return self.calendar_id or self.company_id.resource_calendar_id

    def _get_zone(self) -> str:
        """Return the time zone in which the days of the company end."""
        company = self.company_id
        return (self.calendar_id or company.resource_calendar_id).tz or company.partner_id.tz or "UTC"

    def _due(self, start: datetime) -> datetime:
        """Return when a term that starts at ``start`` ends, in UTC.

        Working hours without any work would never let it end: then calendar time counts, and the health page says so.
        """
        self.ensure_one()
        if self.working_time:
            calendar = self._get_calendar()
            due = calendar and calendar._add_working_term(self.company_id, start, self.duration, self.unit)
            if due:
                return due
        return deadline_time.add_calendar_time(start, self.duration, self.unit, self._get_zone())

    def _unfulfillable(self):
        """A step for a group nobody of the company is in tells nobody."""
        empty = self.filtered(lambda rule: any(step._has_no_group_member() for step in rule.step_ids))
        return super()._unfulfillable() | empty

    def _without_working_time(self):
        """Return the rules whose working hours hold no work, so that calendar time counts."""
        now = fields.Datetime.now()
        return self.filtered(
            lambda rule: (
                rule.working_time and not next(rule._get_calendar()._working_intervals(rule.company_id, now), None)
            )
        )

    def action_apply_to_open(self):
        """Give the open deadlines of this rule the term and the steps it has now."""
        self.ensure_one()
        deadlines = self.env["customer.deadline"].search(
            [("rule_id", "=", self.id), ("state", "in", ("open", "paused"))]
        )
        deadlines._restart(self, self.env._("The rule was changed and applied to open deadlines."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s open deadlines follow the rule now.", len(deadlines)),
            },
        }

    def action_view_deadlines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_policy.customer_deadline_action")
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}
