from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"


class DealerVisitDay(models.Model):
    """A person's day of visits: the action report before (行动报告表), the route and the visits after (行车路线图).

    How many visits were planned stays as it was handed in; what was not made as planned its leader says.
    """

    _name = "dealer.visit.day"
    _description = "Action report"
    _inherit = ["customer.record.mixin", "customer.secret.mixin", "customer.export.mixin", "customer.deadline.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["number", "user_id"]
    _check_company_auto = True
    _fixed_fields = ("company_id", "user_id", "date", "create_uid")
    _final_states = ("as_planned", "not_as_planned")
    _workflow_steps = (
        Step("hand_in", _lt("Hand In"), ("draft",), "handed_in", "", "handed_in_by_id", "handed_in_date"),
        Step("record", _lt("Record the Day"), ("handed_in",), "recorded", "", "recorded_by_id", "recorded_date"),
        Step("accept", _lt("As Planned"), ("recorded",), "as_planned", "", "judged_by_id", "judged_date", "read"),
        Step(
            "refuse",
            _lt("Not as Planned"),
            ("handed_in", "recorded"),
            "not_as_planned",
            "",
            "judged_by_id",
            "judged_date",
            "read",
        ),
    )

    user_id = fields.Many2one(
        "res.users",
        string="Visitor",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, index="btree_not_null", ondelete="restrict"
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._policy_today(), index=True)
    state = fields.Selection(
        [
            ("draft", "Being Written"),
            ("handed_in", "Handed In"),
            ("recorded", "Recorded"),
            ("as_planned", "As Planned"),
            ("not_as_planned", "Not as Planned"),
        ],
        tracking=True,
        group_expand=True,
    )
    action_report = fields.Text(help="Whom you will meet, and what you want to reach.")
    visit_ids = fields.One2many("dealer.visit", "day_id", string="Stops")
    route = fields.Text("Route Driven", help="From where to where, in which order, how many kilometres.")
    planned_count = fields.Integer("Planned", readonly=True, copy=False)
    made_count = fields.Integer("Made", compute="_compute_counts", compute_sudo=True)
    missing_card_count = fields.Integer("Three-Table Cards Missing", compute="_compute_counts", compute_sudo=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    allowance = fields.Monetary(
        readonly=True, copy=False, help="Earned by the day, as the rule was when it was recorded."
    )
    judgement = fields.Text("What Was Not as Planned", copy=False)
    cancelled_duty_days = fields.Integer("Duty Days Cancelled", readonly=True, copy=False)
    handed_in_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    handed_in_date = fields.Datetime(readonly=True, copy=False)
    recorded_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    recorded_date = fields.Datetime(readonly=True, copy=False)
    judged_by_id = fields.Many2one("res.users", string="Judged by", readonly=True, copy=False, ondelete="restrict")
    judged_date = fields.Datetime("Judged on", readonly=True, copy=False)

    _one_a_day = models.Constraint(
        "UNIQUE(company_id, user_id, date)", "There is an action report of this person for this day already."
    )

    @api.model
    def _secrecy_level_depends(self):
        # what is said of all customers of the day is as secret as the most secret of them
        return [*super()._secrecy_level_depends(), "visit_ids.secrecy_level_id.rank"]

    @api.depends(lambda self: self._secrecy_level_depends())
    def _compute_secrecy_level_id(self):
        for day in self:
            levels = day.own_secrecy_level_id | day.visit_ids.secrecy_level_id
            day.secrecy_level_id = levels._highest(levels)

    @api.model
    def _in_charge_sql(self, user_id, alias):
        # who was there knows what it says
        return SQL("%s = %s", SQL.identifier(alias, "user_id"), user_id)

    @api.depends("number", "user_id", "date")
    def _compute_display_name(self):
        for day in self:
            # sudo: what a colleague is called is no secret
            name = day.sudo().user_id.name or ""
            day.display_name = " ".join(filter(None, (day.number, fields.Date.to_string(day.date), name)))

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for day in self:
            day.department_id = day.user_id._department_in(day.company_id)

    @api.depends("visit_ids.state", "visit_ids.card_missing")
    def _compute_counts(self):
        for day in self:
            day.made_count = len(day.visit_ids.filtered(lambda visit: visit.state == "done"))
            day.missing_card_count = len(day.visit_ids.filtered("card_missing"))

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "record": self.env._("Recorded after returning")}

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "planned_count", "cancelled_duty_days", "allowance"}

    @api.model
    def _fixed_once_begun(self):
        return ("action_report",)

    @api.model
    def _changes_nothing(self, vals):
        """A day that was judged can turn out to be a secret."""
        return super()._changes_nothing(vals) or set(vals) <= {"own_secrecy_level_id"}

    def _step_obstacle(self, step):
        if step.name in ("accept", "refuse"):
            return self._judging_obstacle(step)
        if self.user_id != self.env.user and not self.env.su:
            return self.env._("Everybody writes the own action report.")
        return super()._step_obstacle(step)

    def _judging_obstacle(self, step) -> str:
        if self.user_id == self.env.user:
            return self.env._("Nobody judges the own day.")
        leads = self.env.user in self.department_id._get_manager_chain()
        if not leads and not self.env.user.has_group(SUPERVISOR):
            return self.env._("The leader of the department judges the day.")
        return ""

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        return super().create([{**vals, "judgement": False} for vals in vals_list])

    def write(self, vals):
        if "route" in vals and not self.env.su:
            for day in self:
                if day.state not in ("draft", "handed_in"):
                    raise UserError(self.env._("%s was recorded: its route stays.", day.display_name))
        if "judgement" in vals and not self.env.su and self.env.user in self.user_id:
            raise AccessError(self.env._("Nobody judges the own day."))
        return super().write(vals)

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "user_id", "department_id"]

    def action_collect(self):
        """Take up the visits that are planned for the day, in the order of their stops."""
        self.check_access("write")
        for day in self:
            if day.state not in ("draft", "handed_in"):
                raise UserError(self.env._("%s was recorded: its stops stay.", day.display_name))
            before = day.visit_ids
            day._collect()
            if day.state == "handed_in" and (added := day.visit_ids - before):
                # how many were planned stays as it was handed in
                day.message_post(body=self.env._("Stops added after it was handed in: %s", len(added)))
        return True

    def _collect(self):
        begin, end = self.company_id._policy_moments(self.date, self.date)
        visits = self.env["dealer.visit"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("user_id", "=", self.user_id.id),
                ("date_begin", ">=", begin),
                ("date_begin", "<", end),
                ("state", "in", ("draft", "planned")),
            ]
        )
        # sudo: the action report of a visit is set here only; they are the visitor's own
        visits.sudo().day_id = self

    def action_hand_in(self):
        return self._run_step("hand_in")

    def _before_hand_in(self):
        for day in self:
            if day.date < day.company_id._policy_today():
                raise UserError(self.env._("%s: the day is over. Plan the visits for another one.", day.display_name))
            day._collect()
            if not day.visit_ids:
                raise UserError(self.env._("%s: plan the visits of the day first.", day.display_name))
            if not (day.action_report or "").strip():
                raise UserError(self.env._("%s: write what you plan to do.", day.display_name))

    def _after_hand_in(self):
        self._draw_numbers_by_rule()
        for day in self:
            day.visit_ids.filtered(lambda visit: visit.state == "draft").action_plan()
            day._write_protected({"planned_count": len(day.visit_ids)})
            begin, _end = day.company_id._policy_moments(day.date, day.date)
            day._start_deadline("record", begin)

    def action_record(self):
        return self._run_step("record")

    def _before_record(self):
        for day in self:
            if day.date > day.company_id._policy_today():
                raise UserError(self.env._("%s: the day is still to come.", day.display_name))
            rule = self.env["dealer.visit.day.rule"]._counting(day.company_id, bool)
            if rule.needs_route and not (day.route or "").strip():
                rule._breached_by(day, self.env._("%s: write the route that was driven.", day.display_name))

    def _after_record(self):
        self._meet_deadline("record")
        for day in self:
            rule = self.env["dealer.visit.day.rule"]._counting(day.company_id, bool)
            if rule.mode == "enforce" and rule.allowance and day._was_out():
                day._write_protected({"allowance": rule.allowance})

    def _was_out(self) -> bool:
        """Say whether a visit was made on the day: who stayed in the office earns no allowance."""
        # sudo: that there was one counts, also one that is closed to the user
        return any(visit.state == "done" and visit.visit_date == self.date for visit in self.sudo().visit_ids)

    def action_accept(self):
        return self._run_step("accept")

    def _after_accept(self):
        self._cancel_deadlines(self.env._("The day was judged."))

    def action_refuse(self):
        return self._run_step("refuse")

    def _before_refuse(self):
        for day in self:
            if day.date > day.company_id._policy_today():
                raise UserError(self.env._("%s: the day is still to come.", day.display_name))
            if not (day.judgement or "").strip():
                raise UserError(self.env._("%s: say what was not as planned.", day.display_name))
            rule = self.env["dealer.visit.day.rule"]._counting(day.company_id, bool)
            if rule.mode == "observe":
                message = self.env._("%(day)s: %(days)s days of duty would be cancelled.", day=day.display_name,
                                     days=rule.duty_days)  # fmt: skip
                rule._breached_by(day, message)
            elif rule:
                day._cancel_duty(rule)

    def _after_refuse(self):
        self._cancel_deadlines(self.env._("The day was judged."))

    def _cancel_duty(self, rule):
        """Keep that so many days of duty are cancelled as the rule says now, and report it (S1.6-ka-01a)."""
        # sudo: the leader who may take the step was checked, and need not be allowed to change anything else
        self.sudo()._write_protected({"cancelled_duty_days": rule.duty_days})
        if rule.conduct_code:
            # sudo: who somebody's employee is, is no secret
            employee = self.user_id.sudo().with_company(self.company_id).employee_id
            self.env["customer.policy.conduct"]._report(rule.conduct_code, employee, rule.duty_days, self)
