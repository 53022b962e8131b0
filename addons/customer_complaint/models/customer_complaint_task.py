from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_complaint_step import GATES

_lt = LazyTranslate(__name__)


class CustomerComplaintTask(models.Model):
    """What one unit has to do about a case, with a clock of its own (S1.3-10.2).

    It keeps the terms of its step as they were when the case was submitted.
    """

    _name = "customer.complaint.task"
    _description = "Task of a complaint"
    _inherit = ["customer.workflow.mixin", "customer.complaint.row.mixin", "customer.deadline.mixin"]
    _order = "id"
    _check_company_auto = True
    _workflow_steps = (
        Step("done", _lt("Done"), ("open",), "done", "", "done_by_id", "done_date", "read"),
        Step("cancel", _lt("Cancel"), ("open",), "cancelled", "", "", "done_date", "read"),
    )

    # given when a task is made; computed before, a record at a time, they cost more than all the rest of it
    company_id = fields.Many2one(precompute=False, default=None)
    file_id = fields.Many2one(precompute=False)
    secrecy_level_id = fields.Many2one(precompute=False)
    step_id = fields.Many2one("customer.complaint.step", required=True, readonly=True, index=True, ondelete="restrict")
    name = fields.Char(related="step_id.name")
    instruction = fields.Text(related="step_id.instruction")
    document_ids = fields.Many2many(related="step_id.document_ids")
    code = fields.Char(required=True, readonly=True)
    type = fields.Selection(
        lambda self: [
            one
            for one in self.env["customer.complaint.step"]._fields["type"]._description_selection(self.env)
            if one[0] not in GATES
        ],
        required=True,
        readonly=True,
    )
    terms = fields.Json(readonly=True)
    in_order = fields.Boolean(readonly=True, help="The next steps wait for this one.")
    state = fields.Selection(
        [("open", "To Do"), ("done", "Done"), ("cancelled", "Cancelled")], default="open", group_expand=True
    )
    complaint_state = fields.Selection(related="complaint_id.state", string="State of the Case")
    partner_id = fields.Many2one(related="complaint_id.partner_id")
    unit_id = fields.Many2one("customer.complaint.unit", readonly=True, index="btree_not_null", ondelete="restrict")
    department_id = fields.Many2one("hr.department", readonly=True, index="btree_not_null", ondelete="restrict")
    group_id = fields.Many2one(related="unit_id.group_id", store=True, string="Role")
    user_id = fields.Many2one(
        "res.users",
        string="Assigned to",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Empty: any member of the unit takes it.",
    )
    is_superseded = fields.Boolean(
        "Repeated", readonly=True, help="An objection had the decision revised: the step came again."
    )
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null", help="It tells the assigned."
    )
    start_date = fields.Datetime("Began", readonly=True, required=True, default=fields.Datetime.now)
    result = fields.Text(help="What came of it.")
    outcome_id = fields.Many2one(
        "customer.complaint.step.outcome", domain="[('step_id', '=', step_id)]", ondelete="restrict"
    )
    has_outcomes = fields.Boolean(compute="_compute_has_outcomes")
    done_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    done_date = fields.Datetime("Ended", readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine", help="I may do this.")

    _open = models.Index("(company_id, user_id) WHERE state = 'open'")
    _open_of_department = models.Index("(department_id) WHERE state = 'open'")
    _one_open = models.UniqueIndex("(complaint_id, code) WHERE state = 'open'", "This task of the case runs already.")

    @api.depends("name", "complaint_id.number")
    def _compute_display_name(self):
        for task in self:
            # sudo: the number of a case is no secret
            task.display_name = f"{task.complaint_id.sudo().number or ''} {task.name}".strip()

    @api.depends("terms")
    def _compute_has_outcomes(self):
        for task in self:
            task.has_outcomes = bool((task.terms or {}).get("outcomes"))

    @api.depends("state", "user_id", "department_id", "unit_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for task in self:
            # sudo: only yes or no
            task.is_mine = task.state == "open" and task.sudo()._may_do(self.env.user)

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        user = self.env.user
        # of a unit whose turn it is to decide only those decide whom the amount calls for
        deciding = Domain("complaint_id", "in", user._approval_documents("customer.complaint"))
        doing = Domain("type", "!=", "decision") & user._complaint_tasks_domain()
        return Domain("state", "=", "open") & (doing | (Domain("type", "=", "decision") & deciding))

    # beginning, called by the case with superuser rights

    @api.model
    def _prepare_vals(self, complaint, terms: dict) -> dict:
        """Return the values of the task that ``terms`` of the plan make for ``complaint``: for whom it is."""
        unit, user = self.env["customer.complaint.unit"], self.env["res.users"]
        if terms["done_by"] == "unit":
            unit = unit.browse(terms["unit"])
        elif terms["done_by"] == "case":
            unit = complaint.unit_id
        elif terms["done_by"] == "first_contact":
            user = complaint.first_contact_id
        else:
            user = complaint.user_id or complaint.first_contact_id
        department = unit.department_id or user.with_company(complaint.company_id).employee_id.department_id
        if terms["manager_rank"]:
            managers = department._get_manager_chain()
            rank = min(terms["manager_rank"], len(managers))
            user = managers[rank - 1 : rank]
        outcomes = self.env["customer.complaint.step"].browse(terms["step"]).outcome_ids
        return {
            "complaint_id": complaint.id,
            "company_id": complaint.company_id.id,
            "file_id": complaint.file_id.id,
            "secrecy_level_id": complaint.secrecy_level_id.id,
            "group_id": unit.group_id.id,
            "step_id": terms["step"],
            "code": terms["code"],
            "type": terms["type"],
            "terms": terms,
            "in_order": terms["start"] == "order" or terms["holds_next"],
            "unit_id": unit.id,
            "department_id": department.id,
            "user_id": user.id,
            # where there is but one way to end, nobody has to choose
            "outcome_id": outcomes.id if len(outcomes) == 1 else False,
        }

    @api.model
    def _begin(self, vals_list: list[dict]):
        """Make tasks and start their clocks; tell those who have them to do."""
        if not vals_list:
            return
        # a step can come again: what ended before it must be written before the new row is
        self.flush_model(["state"])
        tasks = self.create(vals_list)
        for required_day, begun in tasks.grouped(lambda task: task._required_day()).items():
            begun._start_deadline("done", begun[:1].start_date, required_day)
        tasks.filtered(lambda task: task.type == "decision").complaint_id._ask_for_decision()
        tasks._tell()

    def _required_day(self):
        """Return the day agreed for the case, which its unit has to keep as well."""
        return self.complaint_id._required_day() if self.terms["done_by"] == "case" else None

    def _tell(self):
        """Give the assigned an activity; a unit finds its tasks in its list, and is told at once of urgent ones."""
        last_days = {deadline.res_id: deadline.last_day for deadline in self._open_deadlines(["done"])}
        for task in self:
            if task.user_id:
                task.activity_id = task.complaint_id.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=last_days.get(task.id),
                    summary=task.name,
                    user_id=task.user_id.id,
                )
            elif task.complaint_id.urgency == "urgent":
                task.complaint_id._notify_link(
                    task.unit_id._get_users() - self.env.user,
                    self.env._("Urgent: %(task)s (%(case)s)", task=task.name, case=task.complaint_id.display_name),
                )

    # who

    def _may_do(self, user) -> bool:
        """Say whether ``user`` may do this task; called with superuser rights."""
        self.ensure_one()
        if self.complaint_id._is_about(user):
            return False
        if self.user_id:
            return user == self.user_id
        if self.unit_id:
            return user in self.unit_id._get_users()
        return user in self.department_id.member_ids.user_id | self.department_id._get_manager_user()

    def action_take(self):
        """Take a task of the own unit: from now on it is this person's."""
        for task in self:
            # sudo: whether it is one's own; nobody else's is changed
            known = task.sudo()
            if task.state != "open" or not known._may_do(self.env.user):
                raise AccessError(self.env._("%s is not yours to take.", task.display_name))
            known.user_id = self.env.user
        return True

    def action_open(self):
        """Show the task over its case."""
        self.ensure_one()
        context = {**self.env.context, "complaint_over_case": True}
        return {**self._get_records_action(), "target": "new", "name": self.name, "context": context}

    def action_open_case(self):
        """Show the case, where the task is filled in."""
        self.ensure_one()
        return self.complaint_id._get_records_action()

    def _assign(self, user):
        """Give the task to somebody else; the callers check who may."""
        self.activity_id.unlink()
        self.user_id = user
        self._tell()

    def _deadline_users(self):
        """Return who has it to do: the assigned, or the members of the unit; its manager where there is no other."""
        users = self.user_id or (self.unit_id._get_users() if self.unit_id else self.department_id.member_ids.user_id)
        return users - self.department_id._get_manager_user() or users

    def _reminded_document(self):
        """Reminders of a task are on its case, like the task itself: people work there."""
        return self.complaint_id

    def _slip_addressees(self, deadline):
        """A slip goes to the department; where the rule reaches nobody, its manager answers, or else its members."""
        step = self.env["customer.deadline.step"]._running()
        users = step._get_recipients() if step.deadline_id == deadline else step.user_id.browse()
        users = users or self.department_id._get_manager_user() or self._deadline_users() or self.done_by_id
        return [(self.department_id, users)] if users else super()._slip_addressees(deadline)

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "done": self.env._("Done")}

    # doing

    @api.model
    def _row_fields(self, names):
        """What came of a task is filled in by whom it was given to, see :meth:`write`, and not by the procedure."""
        return set()

    def write(self, vals):
        if not self.env.su:
            # sudo: whether it is one's own
            own = all(task.state == "open" and task.sudo()._may_do(self.env.user) for task in self)
            if not own or not {"result", "outcome_id"}.issuperset(vals):
                raise AccessError(self.env._("A task is filled in by whom it was given to, while it is open."))
        return super().write(vals)

    def _step_obstacle(self, step):
        # sudo: only whether it is one's own
        if not self.env.su and not self.sudo()._may_do(self.env.user):
            return self.env._("It is not your task.")
        if step.name == "done" and self.type == "decision":
            return self.env._("It ends with the decision.")
        if step.name == "cancel" and not self.env.su:
            return self.env._("Tasks end with their case.")
        return super()._step_obstacle(step)

    def action_done(self):
        return self._run_step("done")

    def _before_done(self):
        for task in self:
            outcome = next((one for one in task.terms["outcomes"] if one["code"] == task.outcome_id.code), None)
            if task.terms["outcomes"] and not outcome:
                raise UserError(self.env._("%s: say with which outcome it ends.", task.display_name))
            if not (task.result or "").strip() and (task.terms["needs_result"] or (outcome or {}).get("needs_result")):
                raise UserError(self.env._("%s: write what came of it.", task.display_name))
            task.complaint_id._check_task_done(task.terms, task.name)
            if task.type == "reply":
                task._check_replied()

    def _check_replied(self):
        """Refuse to call a reply done that was not sent."""
        # sudo: only whether there is one
        replies = self.complaint_id.sudo()._customer_replies()
        if not any(self._is_answered_by(reply) for reply in replies):
            raise UserError(self.env._("%s: send the customer a reply first.", self.display_name))

    def _is_answered_by(self, reply) -> bool:
        """Say whether ``reply`` is what this task asks for: the result, or where a reply was asked for, any."""
        return (
            self.state == "open"
            and self.type == "reply"
            # sudo: only whether it went to the customer
            and reply in self.complaint_id.sudo()._customer_replies()
            and reply.sent_date >= self.start_date
            and (reply.kind == "final" or self.terms["start"] == "demand")
        )

    def _after_done(self):
        self._meet_deadline("done")
        # sudo: whoever had it is done with it; what begins next is for the procedure to say
        for task in self.sudo():
            task.activity_id.unlink()
            case = task.complaint_id
            outcome = next((one for one in task.terms["outcomes"] if one["code"] == task.outcome_id.code), {})
            needless = case.task_ids.filtered(lambda other, code=task.code: other.terms["ends_with"] == code)
            needless._cancel(self.env._("Not needed any more: %s is done.", task.name))
            if task.terms["tells_first_contact"]:
                case._notify_link(
                    case.first_contact_id, self.env._("%(task)s is done: %(case)s", task=task.name, case=case.number)
                )
            if outcome.get("drafts_reply"):
                case._draft_interim_reply(task.result)
            if outcome.get("next"):
                case._begin_steps(outcome["next"])
            case._advance()

    def _cancel(self, reason: str):
        """End open tasks without a result; called with superuser rights."""
        running = self.filtered(lambda task: task.state == "open")
        running._run_step("cancel")
        running.activity_id.unlink()
        running._cancel_deadlines(reason)
