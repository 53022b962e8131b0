from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_statistic_request_rule import KINDS

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"

#: what is asked for and by whom: fixed once it was submitted
ASKED = (
    "kind", "name", "purpose", "wanted", "wanted_until", "requester_id", "asking_department_id", "outside_unit",
    "outside_contact", "authority",
)  # fmt: skip
#: what is answered: written by who handles the request
ANSWERED = {"answer", "report_ids", "line_ids", "release_id", "answer_way", "refusal"}


class CustomerStatisticRequest(models.Model):
    """A department asks for an analysis (S3-11), or an outside unit for figures (S0-07).

    The department that the company names handles all of them. An answer gives figures of issued reports and no others
    (S0-05); of a confidential report only with an approval, or by a release to the outside (S0-22).
    """

    _name = "customer.statistic.request"
    _description = "Request for statistics"
    _inherit = [
        "customer.statistic.inside.mixin",
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
        "customer.attachment.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["number", "name", "outside_unit"]
    _check_company_auto = True
    _fixed_fields = ("company_id", "create_uid")
    _attachment_fields = ("regulation_ids", "letter_ids")
    _final_states = ("answered", "refused", "cancelled")
    _workflow_steps = (
        Step("submit", _lt("Submit"), ("draft",), "submitted", "", "submitted_by_id", "submitted_date"),
        Step("accept", _lt("Accept"), ("submitted",), "accepted", "", "accepted_by_id", "accepted_date", "read"),
        Step("answer", _lt("Answer"), ("accepted",), "answered", "", "answered_by_id", "answered_date", "read"),
        Step("refuse", _lt("Refuse"), ("submitted", "accepted"), "refused", "", "refused_by_id", "", "read"),
        Step("cancel", _lt("Withdraw"), ("draft", "submitted"), "cancelled", access="read"),
    )
    _workflow_approvals = {"answer": ("",)}

    kind = fields.Selection(KINDS, required=True, default="inside", index=True)
    name = fields.Char("Subject", required=True)
    wanted = fields.Text("What Is Asked For", help="Which figures, of which period, or what is to be analysed.")
    purpose = fields.Text(help="What it is needed for.")
    wanted_until = fields.Date("Needed By")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("accepted", "Accepted"),
            ("answered", "Answered"),
            ("refused", "Refused"),
            ("cancelled", "Withdrawn"),
        ],
        tracking=True,
        group_expand=True,
    )
    requester_id = fields.Many2one(
        "res.users",
        string="Requested By",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        help="Of an outside unit: the colleague who received it.",
    )
    asking_department_id = fields.Many2one(
        "hr.department",
        compute="_compute_asking_department_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    outside_unit = fields.Char(help="The unit or authority that asks.")
    outside_contact = fields.Char(help="Who came or wrote, with telephone.")
    authority = fields.Char("Superior Authority", help="Whose regulation and letter of introduction the unit presents.")
    regulation_ids = fields.Many2many(
        "ir.attachment",
        "customer_statistic_request_regulation_rel",
        string="Scan of the Regulation",
        copy=False,
        help="The regulation of the superior authority under which figures are asked for.",
    )
    letter_ids = fields.Many2many(
        "ir.attachment",
        "customer_statistic_request_letter_rel",
        string="Scan of the Letter of Introduction",
        copy=False,
        help="With which the authority introduces who asks.",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Handled By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The department that the company names for requests.",
    )
    routed_from_id = fields.Many2one(
        "hr.department", string="Re-Routed From", readonly=True, copy=False, ondelete="restrict", check_company=True
    )
    responsible_id = fields.Many2one(
        "res.users", string="Handler", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    report_ids = fields.Many2many(
        "customer.statistic.report",
        string="Reports",
        domain=[("state", "=", "issued")],
        check_company=True,
        copy=False,
        help="Issued reports that are given as the answer.",
    )
    line_ids = fields.One2many("customer.statistic.request.line", "request_id", string="Figures Given", copy=False)
    answer = fields.Text(copy=False)
    answer_way = fields.Selection(
        [("paper", "On Paper"), ("mail", "Mail"), ("oral", "Orally"), ("phone", "By Telephone")],
        "Given",
        default="paper",
        required=True,
        copy=False,
        help="How an outside unit gets the answer.",
    )
    release_id = fields.Many2one(
        "customer.release",
        string="Release to the Outside",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain=[("state", "=", "released")],
    )
    is_confidential = fields.Boolean("Confidential", compute="_compute_is_confidential")
    refusal = fields.Text("Reason of the Refusal", copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_date = fields.Datetime("Submitted On", readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    accepted_date = fields.Datetime("Accepted On", readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    answered_date = fields.Datetime("Answered On", readonly=True, copy=False)
    refused_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")

    @api.depends("number", "name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = " ".join(filter(None, (request.number, request.name)))

    @api.depends("requester_id", "company_id")
    def _compute_asking_department_id(self):
        for request in self:
            request.asking_department_id = request.requester_id._department_in(request.company_id)

    @api.depends("report_ids.secrecy_level_id", "line_ids.figure_id")
    def _compute_is_confidential(self):
        for request in self:
            # sudo: whether a report has a level is no secret
            request.is_confidential = bool(request.sudo()._given_reports().secrecy_level_id)

    @api.model
    def _secrecy_level_depends(self):
        reports = ("report_ids", "line_ids.figure_id.report_id")
        return [*super()._secrecy_level_depends(), *(f"{path}.secrecy_level_id.rank" for path in reports)]

    def _compute_secrecy_level_id(self):
        """A request is as secret as the most secret report it is answered with."""
        result = super()._compute_secrecy_level_id()
        for request in self:
            levels = request.secrecy_level_id | request._given_reports().secrecy_level_id
            request.secrecy_level_id = levels._highest(levels)
        return result

    def _given_reports(self):
        """Return the reports whose figures are the answer."""
        return self.report_ids | self.line_ids.figure_id.report_id

    # who writes what

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # who asks does not answer
            vals_list = [{name: value for name, value in vals.items() if name not in ANSWERED} for vals in vals_list]
        requests = super().create(vals_list)
        requests._check_requester()
        requests._check_unanswered()
        return requests

    def write(self, vals):
        if not self.env.su and ANSWERED & set(vals):
            self._check_handling()
        result = super().write(vals)
        if "requester_id" in vals:
            self._check_requester()
        return result

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "department_id", "routed_from_id", "responsible_id"}

    @api.model
    def _fixed_once_begun(self):
        return ASKED

    def _check_requester(self):
        """Let people ask in their own name; supervisors enter requests of others."""
        if self.env.su or self.env.user.has_group(SUPERVISOR):
            return
        if self.requester_id - self.env.user:
            raise AccessError(self.env._("A request is made in the own name."))

    def _check_unanswered(self):
        """Refuse to ask with the answer."""
        # sudo: only whether there is one, whatever of it the user reads
        for request in self.sudo() if not self.env.su else ():
            if any(request[name] for name in ANSWERED - {"answer_way"}):
                raise AccessError(self.env._("%s is not being handled.", request.display_name))

    def _check_handling(self):
        """Refuse to answer what one does not handle."""
        for request in self:
            if request.state not in ("submitted", "accepted"):
                raise AccessError(self.env._("%s is not being handled.", request.display_name))
            if obstacle := request._handling_obstacle():
                message = f"{request.display_name}: {obstacle}"
                raise AccessError(message)

    def _check_lines(self):
        """Refuse figures of who does not handle the request; sudo is used by our own methods only."""
        if not self.env.su:
            self._check_handling()

    def _document_department(self):
        return self.department_id or self.asking_department_id

    def _document_user(self):
        return self.responsible_id or self.requester_id

    @api.model
    def _deadline_milestones(self):
        return {
            **super()._deadline_milestones(),
            "accept": self.env._("Accepted or Refused"),
            "answer": self.env._("Answered"),
        }

    # approval

    @api.model
    def _approval_fields(self, operation):
        return [
            "kind", "outside_unit", "answer", "report_ids", "line_ids.figure_id", "line_ids.value", "regulation_ids",
            "regulation_ids.checksum", "letter_ids", "letter_ids.checksum",
        ]  # fmt: skip

    def _approval_needed(self, operation):
        # what is confidential goes outside when somebody decided it: without a rule that says who, it does not
        return self._needs_release()

    def _needs_release(self) -> bool:
        return self.kind == "outside" and self.is_confidential and self.release_id.state != "released"

    # handling

    def _handling_obstacle(self) -> str:
        """Say why the user does not handle the request: the department does, or, where none is named, supervisors."""
        # sudo: who handles requests is no secret
        known, user = self.sudo(), self.env.user
        if not known.department_id:
            return "" if user.has_group(SUPERVISOR) else self.env._("A supervisor handles it.")
        if user._department_in(self.company_id) in known.department_id.get_children_department_ids():
            return ""
        if user in known.department_id._get_manager_chain():
            return ""
        return self.env._("“%s” handles it.", known.department_id.name)

    @api.model
    def _allowed_steps_depends(self):
        names = ("department_id", "requester_id", "is_confidential", "release_id.state")
        return [*super()._allowed_steps_depends(), *names]

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle or self.env.su:
            return obstacle
        if step.name in ("submit", "cancel"):
            own = self.env.user in self.requester_id | self.create_uid or self.env.user.has_group(SUPERVISOR)
            return "" if own else self.env._("It is for who asked.")
        return self._handling_obstacle()

    def action_submit(self):
        return self._run_step("submit")

    def action_accept(self):
        return self._run_step("accept")

    def action_answer(self):
        return self._run_step("answer")

    def action_refuse(self):
        return self._run_step("refuse")

    def action_cancel(self):
        return self._run_step("cancel")

    def _before_submit(self):
        for request in self:
            if not (request.wanted or "").strip():
                raise UserError(self.env._("%s: say which figures are asked for.", request.display_name))
            if request.kind == "outside" and not (request.outside_unit or "").strip():
                raise UserError(self.env._("%s: name the unit that asks.", request.display_name))
        self._draw_numbers_by_rule()

    def _after_submit(self):
        for request in self:
            request._route()
            request._start_deadline("accept")
            request._start_deadline("answer", agreed_day=request.wanted_until)

    def _route(self):
        """Give the request to the department that the company names, whoever logged it (S0-07)."""
        self.ensure_one()
        # sudo: which department handles requests is no secret
        department = self.company_id.sudo().customer_statistic_department_id
        logged_in = self.env.user._department_in(self.company_id)
        moved = department and logged_in and logged_in not in department.get_children_department_ids()
        self._write_protected({"department_id": department.id, "routed_from_id": logged_in.id if moved else False})
        if moved:
            body = self.env._("Re-routed from %(old)s to %(new)s.", old=logged_in.name, new=department.name)
            self.message_post(body=body)
        manager = department._get_manager_user()
        if manager:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.wanted_until or self.company_id._policy_today(),
                summary=self.env._("Request for statistics: %s", self.name),
                user_id=manager.id,
            )

    def _before_accept(self):
        for request in self:
            self.env["customer.statistic.request.rule"]._matching(request)._check_acceptance(request)

    def _after_accept(self):
        for request in self.sudo():  # sudo: the step was checked; the handler is who accepted
            request._write_protected({"responsible_id": self.env.uid})
        self._meet_deadline("accept")

    def _before_refuse(self):
        for request in self:
            if not (request.refusal or "").strip():
                raise UserError(self.env._("%s: write down why it is refused.", request.display_name))

    def _after_refuse(self):
        self._end_handling(self.env._("The request was refused."))
        for request in self:
            request._notify_requester(self.env._("Refused: %s", request.refusal))

    def _after_cancel(self):
        self._end_handling(self.env._("The request was withdrawn."))

    def _end_handling(self, reason: str):
        self._cancel_deadlines(reason)
        # sudo: nothing is asked of anybody any more, whoever ended it
        known = self.sudo()
        known._cancel_approvals(reason)
        known.activity_unlink(["mail.mail_activity_data_todo"])

    def _notify_requester(self, body):
        self.ensure_one()
        self.message_post(body=body, partner_ids=self.requester_id.partner_id.ids)
