from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import deadline_time
from .customer_deadline_step_mixin import UNITS

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
    rule_id = fields.Many2one("customer.deadline.rule", readonly=True, index="btree_not_null", ondelete="restrict")
    why = fields.Char("Why?", readonly=True)
    mode = fields.Selection([("observe", "Observe"), ("enforce", "Enforce")], required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True, index=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", readonly=True, index="btree_not_null", ondelete="set null")
    start_date = fields.Datetime("Started", required=True, readonly=True)
    due_date = fields.Datetime("Due", required=True, readonly=True)
    last_day = fields.Date(
        compute="_compute_last_day",
        store=True,
        precompute=True,
        # core throws away what is given of a read-only one, and computes it a record at a time
        readonly=False,
        help="The day on which it is still in time, where the company is.",
    )
    agreed_day = fields.Date("Agreed Until", readonly=True, help="A last day before the end of the rule's term.")
    duration = fields.Integer(readonly=True)
    unit = fields.Selection(UNITS, readonly=True)
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        readonly=True,
        ondelete="set null",
        help="Only their time counts; empty: all time.",
    )
    pauses = fields.Boolean(readonly=True)
    paused_date = fields.Datetime("Paused Since", readonly=True)
    taken_pauses = fields.Json(readonly=True, help="From when until when the term stood still.")
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
    @api.depends_context("lang")
    def _compute_milestone_label(self):
        for deadline in self:
            milestones = {}
            if deadline.res_model in self.env:
                milestones = self.env[deadline.res_model]._deadline_milestones()
            deadline.milestone_label = milestones.get(deadline.milestone, deadline.milestone)

    @api.depends("milestone_label", "document_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for deadline in self:
            deadline.display_name = f"{deadline.document_name}: {deadline.milestone_label}"

    @api.depends("due_date")
    def _compute_last_day(self):
        for (calendar, company), deadlines in self.grouped(lambda one: (one.calendar_id, one.company_id)).items():
            zone = calendar._term_zone(company)
            for deadline in deadlines:
                deadline.last_day = deadline_time.last_day(deadline.due_date, zone)

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
    def _start(self, documents_rules: list[tuple], milestone: str, start, agreed_day=None):
        """Begin the terms of a milestone of documents, each by the rule beside it."""
        rules = self.env["customer.deadline.rule"].union(*(rule for _document, rule in documents_rules))
        terms = {rule: self._prepare_term_vals(rule, start) for rule in rules}
        deadlines = self.create(
            [
                {
                    **self._prepare_document_vals(document),
                    **self._prepare_people_vals(document),
                    **terms[rule],
                    "milestone": milestone,
                    "agreed_day": agreed_day,
                }
                for document, rule in documents_rules
            ]
        )
        if agreed_day:
            for deadline in deadlines:
                deadline.due_date = deadline._due([])
        for rule, started in deadlines.grouped("rule_id").items():
            started._plan_steps(rule)
        for due_date, started in deadlines.grouped("due_date").items():
            started._log("start", self.env._("Due %s", fields.Datetime.to_string(due_date)))
        return deadlines

    @api.model
    def _prepare_people_vals(self, document) -> dict:
        return {"user_id": document._document_user().id, "department_id": document._document_department().id}

    @api.model
    def _prepare_term_vals(self, rule, start) -> dict:
        due, calendar = rule._term(start)
        return {
            "rule_id": rule.id,
            "why": rule._why(),
            "mode": rule.mode,
            "start_date": start,
            "due_date": due,
            "last_day": deadline_time.last_day(due, calendar._term_zone(rule.company_id)),
            "duration": rule.duration,
            "unit": rule.unit,
            "calendar_id": calendar.id,
            "pauses": rule.pauses,
        }

    def _plan_steps(self, rule):
        """Make the steps of the rule, each with its moment."""
        steps = self.env["customer.deadline.step"]
        kept = self.env["customer.deadline.step.mixin"]._fields.keys() - models.MAGIC_COLUMNS - {"display_name"}
        steps.create(
            [
                {
                    "deadline_id": deadline.id,
                    **{name: steps._fields[name].convert_to_write(step[name], step) for name in kept},
                    **deadline._prepare_moment_vals(step),
                }
                for deadline in self
                for step in rule.step_ids
            ]
        )

    def _prepare_moment_vals(self, step) -> dict:
        """Return when a step comes; one whose moment is past when it is planned comes at once."""
        self.ensure_one()
        if step.moment == "late":
            return {"planned_date": False, "run_date": False, "state": "held"}
        offset = -step.offset if step.moment == "before" else step.offset
        planned = self.calendar_id._term_shifted(self.company_id, self.due_date, offset, step.unit)
        planned = max(planned, self.start_date)
        return {
            "planned_date": planned,
            # what the engine finds long overdue it tells in a digest: not what was planned too late
            "run_date": max(planned, fields.Datetime.now()),
            "state": "held" if self.state == "paused" else "waiting",
        }

    def _due(self, pauses: list) -> datetime:
        """Return the end of the kept term, which went on after each of ``pauses``."""
        self.ensure_one()
        calendar, company, unit = self.calendar_id, self.company_id, self.unit
        due = calendar._term_end(company, self.start_date, self.duration, unit) or self.due_date
        if self.agreed_day:
            due = min(due, deadline_time.end_of_day(self.agreed_day, calendar._term_zone(company)))
        for begin, end in pauses:
            since, until = max(fields.Datetime.to_datetime(begin), self.start_date), fields.Datetime.to_datetime(end)
            if since < min(until, due):
                due = calendar._term_extended(company, due, calendar._term_passed(company, since, until, unit), unit)
                if due <= until:
                    # paused on its last day, and nobody works on the day it goes on
                    due = calendar._term_extended(company, due, 1, unit)
        return due

    def _all_pauses(self, moment) -> list:
        """Return the pauses until ``moment``, with that of a term that stands still."""
        running = [(self.paused_date, moment)] if self.paused_date else []
        return [*(self.taken_pauses or []), *([fields.Datetime.to_string(one) for one in pause] for pause in running)]

    def _meet(self, moment):
        """Note that the milestones were reached at ``moment``; steps still to come are dropped."""
        late = self.filtered(lambda deadline: moment >= deadline._due_at(moment))
        late_steps = late.step_ids.filtered(lambda step: step.moment == "late" and step.state == "held")
        (self - late)._close("met", moment)
        late._close("late", moment)
        late_steps._release(moment)

    def _due_at(self, moment) -> datetime:
        """Return when the deadline is due, with the pause that lasts until ``moment``."""
        self.ensure_one()
        return self._due(self._all_pauses(moment)) if self.state == "paused" else self.due_date

    def _cancel(self, reason: str):
        self._close("cancelled", fields.Datetime.now(), reason)

    def _close(self, state: str, moment, reason: str = ""):
        if not self:
            return
        self.write({"state": state, "done_date": moment, "reason": reason, "paused_date": False})
        self.step_ids._drop()
        self._forget_activities()
        self._log(state, reason)

    def _pause(self, reason: str):
        """Let the term stand still while the customer is to answer, where its rule says so."""
        now = fields.Datetime.now()
        for deadline in self.filtered(lambda one: one.state == "open" and one.pauses and one.due_date > now):
            deadline.write({"state": "paused", "paused_date": now})
            deadline.step_ids._hold()
            deadline._log("pause", reason)

    def _resume(self, reason: str):
        """Go on with the term: as much of it is left as when it was paused."""
        now = fields.Datetime.now()
        for deadline in self.filtered(lambda one: one.state == "paused"):
            pauses = deadline._all_pauses(now)
            deadline.write({"state": "open", "paused_date": False, "taken_pauses": pauses})
            deadline.due_date = deadline._due(pauses)
            deadline.step_ids._replan()
            deadline._log("resume", reason)

    def _move(self, start, reason: str):
        """Let the kept term start at another moment; it is never moved without the reason in its history."""
        for deadline in self.filtered(lambda one: one.state in OPEN):
            deadline._change({"start_date": start}, reason)

    def _restart(self, rule, reason: str):
        """Give open deadlines the present term and steps of ``rule``."""
        for deadline in self:
            # what was done is history; steps still to come are planned anew
            deadline.step_ids._drop()
            deadline._change(self._prepare_term_vals(rule, deadline.start_date), reason)
            deadline._plan_steps(rule)

    def _change(self, vals: dict, reason: str):
        """Take other terms; what was granted while the customer was to answer stays granted."""
        self.ensure_one()
        old = self.due_date
        self.write({**vals, "reason": reason})
        self.due_date = self._due(self.taken_pauses or [])
        self.step_ids._replan()
        self._log("move", reason, old_due_date=old)

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

    def _follow_documents(self, documents):
        result = super()._follow_documents(documents)
        running = self.filtered(lambda one: one.state in OPEN)
        concerned = documents.browse(set(running.mapped("res_id"))).with_prefetch(documents._prefetch_ids)
        people = {document.id: self._prepare_people_vals(document) for document in concerned}
        for vals, deadlines in running.grouped(lambda one: tuple(people[one.res_id].items())).items():
            deadlines.write(dict(vals))
        return result

    @api.model
    def _forget_documents(self, res_model, res_ids):
        """A deleted document has no obligations; what was met or missed stays as history."""
        rows = self.search([("res_model", "=", res_model), ("res_id", "in", res_ids), ("state", "in", OPEN)])
        rows._cancel(self.env._("The document was deleted."))

    def action_open_document(self):
        self.ensure_one()
        document = self._get_document()
        if not document:
            raise UserError(self.env._("The document was deleted."))
        return document._get_records_action()
