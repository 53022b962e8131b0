from datetime import date, datetime

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ..tools import deadline_time
from .customer_deadline_step_mixin import UNITS


class CustomerDeadlineRule(models.Model):
    """By when a step of a document must be done, and who is told before and after.

    A deadline keeps the term it started with; a changed rule meets open deadlines only by
    :meth:`action_apply_to_open`.
    """

    _name = "customer.deadline.rule"
    _description = "Deadline rule"
    _inherit = ["customer.policy.condition.mixin"]

    milestone = fields.Selection(
        selection="_selection_milestone", required=True, help="The step of which document that has a term."
    )
    model_name = fields.Char(compute="_compute_model_name", store=True, precompute=True)
    domain = fields.Char("Documents", help="Which documents the rule meets; empty: all.")
    duration = fields.Integer(required=True)
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
        return [
            (f"{name}/{key}", f"{self.env[name]._description_label()}: {label}")
            for name in self._models_with_milestones()
            for key, label in self.env[name]._deadline_milestones().items()
        ]

    @api.model
    def _models_with_milestones(self) -> list[str]:
        parent = self.env.registry["customer.deadline.mixin"]
        registry = sorted(self.env.registry.items())
        return [name for name, model in registry if not model._abstract and issubclass(model, parent)]

    @api.model
    def _action_models(self) -> list[str]:
        """Name the models whose server actions a step can run."""
        return ["customer.deadline", *self._models_with_milestones()]

    @api.depends("milestone")
    def _compute_model_name(self):
        for rule in self:
            rule.model_name = rule.milestone and rule.milestone.partition("/")[0]

    def _condition_model(self):
        return self.model_name

    @api.constrains("milestone")
    def _check_milestone(self):
        self._check_domain()

    def _pack_document_model(self):
        return self.model_name

    @api.model
    def _rules_for(self, document, milestone: str):
        """Return the rules in force for the milestone of ``document``, up to the first that is enforced."""
        key = f"{document._name}/{milestone}"
        # sudo: whether a rule meets a document does not depend on who asks
        known = document.sudo()
        return self._in_force(document.company_id)._until_enforced(
            lambda rule: rule.milestone == key and bool(known.filtered_domain(rule._get_domain()))
        )

    @api.model
    def _rule_for(self, document, milestone: str):
        """Return the rule that gives the milestone of ``document`` its term; empty when none does."""
        return self._rules_for(document, milestone)._deciding()

    @api.model
    @tools.ormcache()
    def _models_with_rules(self) -> frozenset[str]:
        """Name the models that have, or had, rules of any company: no document of another one has a deadline."""
        # sudo: rules are configuration without secrets
        rules = self.sudo().with_context(active_test=False)
        return frozenset(name for (name,) in rules._read_group([], ["model_name"]))

    def write(self, vals):
        milestone = vals.get("milestone")
        used = milestone and self.filtered(lambda rule: rule.milestone != milestone)._used()
        if used:
            raise UserError(self.env._("%s: deadlines run by this rule, so that its milestone stays.", used[0].name))
        return super().write(vals)

    def _used(self):
        """Return those of these rules that some deadline ran by."""
        # sudo: only whether there are any
        groups = self.env["customer.deadline"].sudo()._read_group([("rule_id", "in", self.ids)], ["rule_id"])
        return self.browse(rule.id for (rule,) in groups)

    def _get_calendar(self):
        return self.calendar_id or self.company_id.resource_calendar_id

    def _term(self, start: datetime):
        """Return when a term that starts at ``start`` ends, in UTC, and the working hours it counts in.

        Working hours without any work would never let it end: then calendar time counts, and the health page says so.
        """
        self.ensure_one()
        none = self.env["resource.calendar"]
        for calendar in self._get_calendar() if self.working_time else none, none:
            due = calendar._term_end(self.company_id, start, self.duration, self.unit)
            if due:
                return due, calendar
        return start, none

    def _due(self, start: datetime) -> datetime:
        return self._term(start)[0]

    def _last_day(self, start: datetime) -> date:
        """Return the last day of a term that starts at ``start``."""
        due, calendar = self._term(start)
        return deadline_time.last_day(due, calendar._term_zone(self.company_id))

    def _past_breaches(self, date_from, date_to):
        """Return the documents whose term began in these days, under whatever rule, and would have been missed."""
        first, last = self.company_id._policy_moments(date_from, date_to)
        model, _slash, milestone = self.milestone.partition("/")
        # sudo: how many there are is told, and those are shown that the user may open
        documents = self.env[model].sudo()
        deadlines = self.env["customer.deadline"].sudo()  # sudo: see above
        deadlines = deadlines.search(
            [
                ("company_id", "=", self.company_id.id),
                ("res_model", "=", model),
                ("milestone", "=", milestone),
                ("start_date", ">=", first),
                ("start_date", "<", last),
                ("state", "in", ("open", "met", "late")),
            ]
        )
        now = fields.Datetime.now()
        missed = deadlines.filtered(lambda one: (one.done_date or now) >= self._due(one.start_date))
        return documents.browse(missed.mapped("res_id")).exists().filtered_domain(self._get_domain())

    def _unfulfillable(self):
        """A step that nobody is told by is no step."""
        mute = self.filtered(lambda rule: any(step._cannot_reach_anybody() for step in rule.step_ids))
        return super()._unfulfillable() | mute

    def _without_working_time(self):
        """Return the rules whose working hours hold no work, so that calendar time counts."""
        now = fields.Datetime.now()
        return self.filtered(lambda rule: rule.working_time and not rule._term(now)[1])

    def action_apply_to_open(self):
        """Give the open deadlines of this rule the term and the steps it has now."""
        self.ensure_one()
        self.check_access("write")
        if not self.active or self.mode == "off":
            raise UserError(self.env._("%s is switched off: open deadlines keep their term.", self.name))
        # sudo: deadlines are written by their documents and rules only; the right to the rule was checked
        deadlines = self.env["customer.deadline"].sudo()
        deadlines = deadlines.search([("rule_id", "=", self.id), ("state", "in", ("open", "paused"))])
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
