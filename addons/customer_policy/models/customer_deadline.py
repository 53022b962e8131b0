from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools import deadline_time
from .customer_deadline_rule import UNITS

OPEN = ("open", "paused")


class CustomerDeadline(models.Model):
    """One open obligation of one document: a milestone and when it must be reached.

    It keeps the term it started with. It is written by its document and by the engine only; people read it, and
    supervisors waive it with a reason.
    """

    _name = "customer.deadline"
    _description = "Deadline"
    _inherit = ["customer.document.row.mixin"]
    _order = "due_date, id"

    milestone = fields.Char("Milestone Code", required=True, readonly=True)
    milestone_label = fields.Char("Milestone", compute="_compute_milestone_label")
    rule_id = fields.Many2one("customer.deadline.rule", readonly=True, index="btree_not_null", ondelete="set null")
    why = fields.Char("Why?", readonly=True)
    mode = fields.Selection([("observe", "Observe"), ("enforce", "Enforce")], required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True, index=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", readonly=True, index="btree_not_null", ondelete="set null")
    start_date = fields.Datetime("Started", required=True, readonly=True)
    due_date = fields.Datetime("Due", required=True, readonly=True)
    last_day = fields.Date(
        compute="_compute_last_day", help="The day on which it is still in time, where the company is."
    )
    duration = fields.Integer(readonly=True)
    unit = fields.Selection(UNITS, readonly=True)
    working_time = fields.Boolean(readonly=True)
    calendar_id = fields.Many2one("resource.calendar", readonly=True, ondelete="set null")
    pauses = fields.Boolean(readonly=True)
    paused_date = fields.Datetime("Paused Since", readonly=True)
    paused_rest = fields.Integer(readonly=True, help="What is left of a paused term: days, or else seconds.")
    done_date = fields.Datetime("Done", readonly=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("paused", "Paused"),
            ("met", "Met"),
            ("late", "Met Too Late"),
            ("waived", "Waived"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    reason = fields.Char(readonly=True, help="Why the deadline was waived, moved or cancelled.")
    step_ids = fields.One2many("customer.deadline.step", "deadline_id", readonly=True)
    event_ids = fields.One2many("customer.deadline.event", "deadline_id", string="History", readonly=True)

    _one_open = models.UniqueIndex(
        "(res_model, res_id, milestone) WHERE state IN ('open', 'paused')",
        "This deadline of the document runs already.",
    )
    _open_due = models.Index("(company_id, due_date) WHERE state IN ('open', 'paused')")
    _open_user = models.Index("(user_id, due_date) WHERE state IN ('open', 'paused')")

    @api.depends("res_model", "milestone")
    def _compute_milestone_label(self):
        for deadline in self:
            milestones = {}
            if deadline.res_model in self.env:
                milestones = self.env[deadline.res_model]._deadline_milestones()
            deadline.milestone_label = milestones.get(deadline.milestone, deadline.milestone)

    @api.depends("milestone_label", "document_name")
    def _compute_display_name(self):
        for deadline in self:
            deadline.display_name = f"{deadline.document_name}: {deadline.milestone_label}"

    @api.depends("due_date", "calendar_id", "company_id")
    def _compute_last_day(self):
        for deadline in self:
            # a term of days ends at the midnight that closes its last day
            last_moment = deadline.due_date - timedelta(seconds=1)
            deadline.last_day = deadline_time.local_day(last_moment, deadline._get_zone())

    @api.depends("state", "due_date")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for deadline in self:
            deadline.is_overdue = deadline.state == "open" and deadline.due_date <= now

    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("state", "=", "open") & Domain("due_date", "<=", fields.Datetime.now())

    # --- the life of a deadline, called by documents with superuser rights ---

    @api.model
    def _start(self, document, rule, milestone: str, start):
        """Begin the term of ``rule`` for a milestone of ``document``."""
        deadline = self.create(
            {
                **self._prepare_document_vals(document),
                **self._prepare_people_vals(document),
                **self._prepare_term_vals(rule, start),
                "milestone": milestone,
            }
        )
        deadline._plan_steps(rule)
        deadline._log("start", self.env._("Due %s", fields.Datetime.to_string(deadline.due_date)))
        return deadline

    @api.model
    def _prepare_people_vals(self, document) -> dict:
        return {"user_id": document._document_user().id, "department_id": document._document_department().id}

    @api.model
    def _prepare_term_vals(self, rule, start) -> dict:
        return {
            "rule_id": rule.id,
            "why": rule._why(),
            "mode": rule.mode,
            "start_date": start,
            "due_date": rule._due(start),
            "duration": rule.duration,
            "unit": rule.unit,
            "working_time": rule.working_time,
            "calendar_id": rule._get_calendar().id if rule.working_time else False,
            "pauses": rule.pauses,
        }

    def _plan_steps(self, rule):
        """Make the steps of the rule, each with its moment."""
        for deadline in self:
            self.env["customer.deadline.step"].create(
                [
                    {
                        "deadline_id": deadline.id,
                        "rule_step_id": step.id,
                        "moment": step.moment,
                        "offset": step.offset,
                        "unit": step.unit,
                        "action_id": step.action_id.id,
                        "user_id": step.user_id.id,
                        **deadline._prepare_moment_vals(step.moment, step.offset, step.unit),
                    }
                    for step in rule.step_ids
                ]
            )

    def _prepare_moment_vals(self, moment: str, offset: int, unit: str) -> dict:
        """Return when a step comes; one whose moment is past when the term starts comes at once."""
        self.ensure_one()
        if moment == "late":
            return {"planned_date": False, "run_date": False, "state": "held"}
        planned = deadline_time.shift(self.due_date, -offset if moment == "before" else offset, unit, self._get_zone())
        planned = max(planned, self.start_date)
        return {"planned_date": planned, "run_date": planned, "state": "waiting"}

    def _get_zone(self) -> str:
        calendar = self.calendar_id or self.company_id.resource_calendar_id
        return calendar.tz or self.company_id.partner_id.tz or "UTC"

    def _meet(self, moment):
        """Note that the milestones were reached at ``moment``; steps still to come are dropped."""
        for deadline in self:
            late = moment >= deadline.due_date
            late_steps = deadline.step_ids.filtered(lambda step: step.moment == "late" and step.state == "held")
            deadline._close("late" if late else "met", moment)
            if late:
                late_steps._release(moment)

    def _cancel(self, reason: str):
        self._close("cancelled", fields.Datetime.now(), reason)

    def _close(self, state: str, moment, reason: str = ""):
        self.write({"state": state, "done_date": moment, "reason": reason, "paused_date": False})
        self.step_ids._drop()
        self._forget_activities()
        for deadline in self:
            deadline._log(state, reason)

    def _pause(self, reason: str):
        """Let the term stand still while the customer is to answer, where its rule says so."""
        now = fields.Datetime.now()
        for deadline in self.filtered(lambda one: one.state == "open" and one.pauses and one.due_date > now):
            deadline.write({"state": "paused", "paused_date": now, "paused_rest": deadline._rest(now)})
            deadline.step_ids._hold()
            deadline._log("pause", reason)

    def _resume(self, reason: str):
        """Go on with the term: as much of it is left as when it was paused."""
        now = fields.Datetime.now()
        for deadline in self.filtered(lambda one: one.state == "paused"):
            deadline.write({"state": "open", "paused_date": False, "due_date": deadline._due_after_pause(now)})
            deadline.step_ids._replan()
            deadline._log("resume", reason)

    def _rest(self, now) -> int:
        """Return what is left of the term: days, or seconds where it counts minutes or hours."""
        self.ensure_one()
        zone = self._get_zone()
        if self.unit in deadline_time.EXACT:
            if self.working_time and self.calendar_id:
                rest = self.calendar_id._working_time_between(self.company_id, now, self.due_date)
                return int(rest.total_seconds())
            return int((self.due_date - now).total_seconds())
        today = deadline_time.local_day(now, zone)
        if self.working_time and self.calendar_id:
            return self.calendar_id._working_days_between(self.company_id, today, self.last_day)
        return (self.last_day - today).days

    def _due_after_pause(self, now):
        self.ensure_one()
        zone, rest = self._get_zone(), self.paused_rest
        calendar = self.calendar_id if self.working_time else self.env["resource.calendar"]
        due = None
        if self.unit in deadline_time.EXACT:
            if calendar:
                due = calendar._add_working_time(self.company_id, now, timedelta(seconds=rest))
            return due or now + timedelta(seconds=rest)
        if calendar:
            due = calendar._add_working_days(self.company_id, deadline_time.local_day(now, zone), rest)
        return due or deadline_time.add_calendar_time(now, rest, "day", zone)

    def _move(self, start, reason: str):
        """Let the term start at another moment; a passed deadline is never moved without the reason in its history."""
        for deadline in self.filtered(lambda one: one.state in OPEN):
            deadline._restart_at(start, deadline.rule_id, reason)

    def _restart(self, rule, reason: str):
        """Give open deadlines the present term and steps of ``rule``."""
        for deadline in self:
            # what was done is history; steps still to come are planned anew
            deadline.step_ids._drop()
            deadline._restart_at(deadline.start_date, rule, reason)
            deadline._plan_steps(rule)

    def _restart_at(self, start, rule, reason: str):
        self.ensure_one()
        old = self.due_date
        # the copied term counts, except where the rule is applied anew
        vals = {"start_date": start, "due_date": self._own_due(start), "reason": reason}
        if rule and start == self.start_date:
            vals = {**self._prepare_term_vals(rule, start), "reason": reason}
        self.write({**vals, "state": "open", "paused_date": False})
        self.step_ids._replan()
        self._log("move", reason, old_due_date=old)

    def _own_due(self, start):
        """Return the end of the copied term for another start."""
        if self.working_time and self.calendar_id:
            due = self.calendar_id._add_working_term(self.company_id, start, self.duration, self.unit)
            if due:
                return due
        return deadline_time.add_calendar_time(start, self.duration, self.unit, self._get_zone())

    def _log(self, event: str, note: str = "", **values):
        """Enter something in the history of the deadlines."""
        return self.env["customer.deadline.event"].create(
            [
                {
                    "deadline_id": deadline.id,
                    "type": event,
                    "note": note,
                    "user_id": self.env.uid,
                    "due_date": deadline.due_date,
                    **values,
                }
                for deadline in self
            ]
        )

    def _forget_activities(self):
        self.env["mail.activity"].search([("customer_deadline_id", "in", self.ids)]).unlink()

    def _write_document_scope(self, scope):
        result = super()._write_document_scope(scope)
        for deadline in self.filtered(lambda one: one.state in OPEN):
            deadline.write(deadline._prepare_people_vals(deadline._get_document()))
        return result

    @api.model
    def _forget_documents(self, res_model, res_ids):
        """A deleted document has no obligations; what was met or missed stays as history."""
        rows = self.search([("res_model", "=", res_model), ("res_id", "in", res_ids), ("state", "in", OPEN)])
        rows._cancel(self.env._("The document was deleted."))

    # --- people ---

    def _waive(self, reason: str):
        """Release the document from the deadline.

        :raises AccessError: when the user may not
        :raises UserError: without a reason, or when the deadline is closed
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the deadline is waived."))
        for deadline in self:
            deadline._check_waiver()
        # sudo: the right to waive was checked, and nobody writes deadlines otherwise
        self.sudo()._close("waived", fields.Datetime.now(), reason)

    def _check_waiver(self):
        self.ensure_one()
        self.check_access("read")
        if self.state not in OPEN:
            raise UserError(self.env._("%s is closed already.", self.display_name))
        if self.user_id == self.env.user:
            raise AccessError(self.env._("%s: nobody waives the own deadline.", self.display_name))
        managers = self.department_id._get_manager_chain()
        if not (self.env.user in managers or self.env.user.has_group("customer_policy.group_supervisor")):
            raise AccessError(
                self.env._(
                    "%s: a deadline is waived by a manager of the department or by a supervisor.", self.display_name
                )
            )

    def action_open_document(self):
        self.ensure_one()
        document = self._get_document()
        if not document:
            raise UserError(self.env._("The document was deleted."))
        return document._get_records_action()
