import ast
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import groupby


class CustomerComplaintProgress(models.Model):
    """How a case moves along its procedure: which tasks begin when."""

    _inherit = "customer.complaint"

    my_task_id = fields.Many2one(
        "customer.complaint.task",
        compute="_compute_my_task_id",
        help="What I have to do about the case.",
    )
    open_task_ids = fields.One2many(
        "customer.complaint.task", "complaint_id", string="Now With", domain=[("state", "=", "open")], readonly=True
    )

    @api.depends("task_ids.state", "task_ids.user_id")
    @api.depends_context("uid")
    def _compute_my_task_id(self):
        user = self.env.user
        for complaint in self:
            # sudo: which tasks are one's own
            tasks = complaint.sudo().task_ids.filtered(
                # a decision is made with its own button, by whoever may
                lambda task: task.state == "open" and task.type != "decision" and task._may_do(user)
            )
            # of several, what runs out first
            complaint.my_task_id = tasks.sorted(lambda task: (task.next_due_date or datetime.max, task.id))[:1]

    clock_date = fields.Datetime(
        "Runs Out", compute="_compute_clock_date", help="What runs out first: a term of the case or of an open task."
    )
    is_late = fields.Boolean(
        compute="_compute_clock_date",
        search="_search_is_late",
        help="A term of the case or of an open task ran out.",
    )

    @api.depends("task_ids.state")
    def _compute_clock_date(self):
        now = fields.Datetime.now()
        # sudo: how long there is, is no secret to who reads the case
        cases, tasks = self.sudo(), self.env["customer.complaint.task"].sudo()
        tasks = tasks.search_fetch([("complaint_id", "in", self.ids), ("state", "=", "open")], ["complaint_id"])
        # all at once: a board shows hundreds of cards
        due_dates = dict(tasks._next_due_dates([("res_id", "in", tasks.ids)], []))
        by_case = tasks.grouped("complaint_id")
        for complaint, case in zip(self, cases, strict=True):
            running = by_case.get(complaint._origin, tasks.browse())
            dates = [case.next_due_date, *map(due_dates.get, running.ids)]
            complaint.clock_date = min(filter(None, dates), default=False)
            complaint.is_late = bool(complaint.clock_date) and complaint.clock_date <= now

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        late = Domain("has_overdue_deadline", "=", True)
        # any task of a case one reads, like the clock on its card
        return late | Domain("task_ids", "any!", Domain("state", "=", "open") & late)

    @api.model
    def _deadline_milestones(self):
        return {
            **super()._deadline_milestones(),
            "record": self.env._("Recorded"),
            "submit": self.env._("Passed On"),
            "dispatch": self.env._("Given to a Unit"),
            "accept": self.env._("Accepted"),
            "close": self.env._("Closed"),
        }

    def _start_intake_deadlines(self):
        """Begin the terms that run from the moment the customer complained."""
        if not self._can_have_deadlines():
            return
        for received, complaints in self.grouped("received_date").items():
            for milestone in ("record", "submit", "dispatch"):
                complaints._start_deadline(milestone, received)
        self._meet_deadline("record")

    def _next_terms(self) -> list[dict]:
        """Return the steps whose turn it is: the first in the procedure that the case meets and that are not done."""
        self.ensure_one()
        ordered = [terms for terms in self.plan or [] if terms["type"] != "intake" and terms["start"] == "order"]
        standing = [task for task in self.task_ids if not task.is_superseded]
        done = {task.code for task in standing if task.state == "done"}
        ended = done | {task.code for task in standing if task.state == "open"}
        ended |= {terms["code"] for terms in ordered if terms["ends_with"] in done}
        for _sequence, group in groupby(sorted(ordered, key=lambda one: one["sequence"]), lambda one: one["sequence"]):
            met = [terms for terms in group if self._meets(terms)]
            missing = [terms for terms in met if terms["code"] not in ended]
            if missing:
                return missing
        return []

    def _meets(self, terms: dict) -> bool:
        """Say whether the case fulfils the condition of a step."""
        return bool(self.filtered_domain(ast.literal_eval(terms["domain"])))

    def _advance(self):
        """Begin the tasks whose turn it is, once those before are done; called with superuser rights."""
        tasks = self.env["customer.complaint.task"]
        values = []
        for complaint in self.filtered(lambda one: one.state == "open"):
            if any(task.state == "open" and task.in_order for task in complaint.task_ids):
                continue
            values += [tasks._prepare_vals(complaint, terms) for terms in complaint._next_terms()]
        tasks._begin(values)
        self._follow_step()

    def _begin_steps(self, codes: list[str]):
        """Begin the steps that an outcome asked for; called with superuser rights."""
        tasks = self.env["customer.complaint.task"]
        for complaint in self:
            running = {task.code for task in complaint.task_ids if task.state == "open"}
            wanted = [terms for terms in complaint.plan if terms["code"] in codes and terms["code"] not in running]
            tasks._begin([tasks._prepare_vals(complaint, terms) for terms in wanted])
        self._follow_step()

    def _follow_step(self):
        """Show the case under the first step that is open."""
        first = {
            case: case.task_ids.filtered(lambda task: task.state == "open").sorted("id")[:1].step_id for case in self
        }
        moved = self.filtered(lambda case: case.step_id != first[case])
        for step, cases in moved.grouped(first.get).items():
            cases._write_protected({"step_id": step.id})

    def action_my_task(self):
        """Open what the user has to do about this case."""
        self.ensure_one()
        task = self.my_task_id
        if not task:
            raise UserError(self.env._("%s: you have nothing to do about it now.", self.display_name))
        return task.action_open()

    def action_ask_for_step(self, code: str):
        """Begin a step that the procedure holds ready for when it is asked for."""
        self.ensure_one()
        self._check_may_handle()
        # sudo: the plan of a case one may write
        case = self.sudo()
        if case.state != "open" or code not in [terms["code"] for terms in case._askable_terms()]:
            raise UserError(
                self.env._("%(case)s: no step “%(step)s” can be asked for.", case=self.display_name, step=code)
            )
        case._begin_steps([code])
        return True

    def _askable_terms(self) -> list[dict]:
        """Return the steps that can be asked for now."""
        running = {task.code for task in self.task_ids if task.state == "open"}
        return [
            terms
            for terms in self.plan or []
            if terms["start"] == "demand" and terms["code"] not in running and self._meets(terms)
        ]

    askable_step_ids = fields.Many2many(
        "customer.complaint.step", compute="_compute_askable_step_ids", help="Steps that can be asked for now."
    )

    @api.depends("state", "task_ids.state", "plan")
    def _compute_askable_step_ids(self):
        steps = self.env["customer.complaint.step"]
        for complaint in self:
            # sudo: the plan of a case one reads
            case = complaint.sudo()
            terms = case._askable_terms() if case.state == "open" else []
            complaint.askable_step_ids = steps.browse(one["step"] for one in terms)

    # while the customer is to answer

    def action_wait_for_customer(self):
        """Let the terms that say so stand still until the customer answered."""
        self._check_may_handle()
        for complaint in self:
            if complaint.state != "open" or complaint.is_waiting:
                raise UserError(self.env._("%s: it does not wait for the customer now.", complaint.display_name))
        self._write_protected({"is_waiting": True})
        reason = self.env._("Waiting for the customer")
        self._pause_deadlines(reason)
        self.task_ids._pause_deadlines(reason)
        return True

    def action_customer_answered(self):
        """Go on with the terms: the customer answered."""
        self._check_may_handle()
        self._customer_answered()
        return True

    def _customer_answered(self):
        waiting = self.filtered("is_waiting")
        waiting._write_protected({"is_waiting": False})
        reason = self.env._("The customer answered")
        waiting._resume_deadlines(reason)
        waiting.task_ids._resume_deadlines(reason)

    def _renew_deadlines(self):
        """Give the running terms the rules that meet the case now: another country, urgency or type."""
        for records in (self, self.task_ids.filtered(lambda task: task.state == "open")):
            records._renew_open_deadlines(self.env._("The case changed."))
