from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_complaint_filling import FREE

_lt = LazyTranslate(__name__)


class CustomerComplaintObjection(models.Model):
    """An objection of a department to a decision, and how it was answered; both texts stay (签呈, S1.2-09.12)."""

    _name = "customer.complaint.objection"
    _description = "Objection to a decision"
    _inherit = [
        "customer.workflow.mixin",
        "customer.complaint.row.mixin",
        "customer.deadline.mixin",
        "customer.complaint.inside.mixin",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["complaint_id", "department_id"]
    _complaint_field = "objection_ids"
    _mail_post_access = "read"
    _fixed_fields = ("complaint_id", "text", "department_id", "create_uid")
    _workflow_steps = (
        Step("uphold", _lt("Uphold the Decision"), ("open",), "upheld", "", "decided_by_id", "decided_date", "read"),
        Step("revise", _lt("Revise the Decision"), ("open",), "revised", "", "decided_by_id", "decided_date", "read"),
        Step("withdraw", _lt("Withdraw"), ("open",), "withdrawn", access="read"),
    )

    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, default=None)
    text = fields.Text("Objection", required=True)
    department_id = fields.Many2one(
        "hr.department", required=True, readonly=True, index=True, ondelete="restrict", help="It objects."
    )
    decision_id = fields.Many2one(
        "customer.complaint.decision", required=True, readonly=True, index=True, ondelete="restrict"
    )
    decided = fields.Text("What Was Decided", compute="_compute_decided", compute_sudo=True)
    route = fields.Selection(
        lambda self: self.env["customer.complaint.objection.rule"]._fields["route"]._description_selection(self.env),
        required=True,
        readonly=True,
    )
    addressee_ids = fields.Many2many("res.users", string="Addressed to", readonly=True)
    why = fields.Char("Why?", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("upheld", "Decision Upheld"), ("revised", "Decision Revised"), ("withdrawn", "Withdrawn")],
        default="open",
        tracking=True,
    )
    answer = fields.Text()
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decided_date = fields.Datetime("Answered on", readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(complaint_id, department_id) WHERE state = 'open'", "This department objects already."
    )

    @api.depends("decision_id.content")
    def _compute_decided(self):
        for objection in self:
            objection.decided = objection._told_on_screen("decision_id").content

    @api.depends("complaint_id.number", "department_id")
    def _compute_display_name(self):
        for objection in self:
            known = objection.sudo()  # sudo: the number of a case and the name of a department are no secret
            number, department = known.complaint_id.number, known.department_id.name
            objection.display_name = " ".join(filter(None, (number, department)))

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "decide": self.env._("Answered")}

    def _deadline_users(self):
        return self.addressee_ids

    @api.model_create_multi
    def create(self, vals_list):
        """File objections; to whom they go and against what follows from the case, and not from who writes."""
        cases = self.env["customer.complaint"].browse(vals.get("complaint_id") for vals in vals_list)
        if not all(cases._ids):
            raise UserError(self.env._("Say to the decision on which case you object."))
        prepared = [
            {**case._prepare_objection_vals(), "text": vals.get("text")}
            for case, vals in zip(cases, vals_list, strict=True)
        ]
        # sudo: who may object was checked, and needs no other right
        objections = super(CustomerComplaintObjection, self.sudo()).create(prepared)
        for objection in objections:
            objection._start_deadline("decide")
            for user in objection.addressee_ids:
                objection.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Objection: %s", objection.display_name),
                    user_id=user.id,
                )
        return objections.with_env(self.env)

    def _check_row_filling(self, names):
        names = names and {name for name in names if not name.startswith(FREE)} - set(self._workflow_protected_fields())
        for objection in self:
            own = objection.state == "open" and objection._may_answer(self.env.user)
            if names is None or not (not names or (own and names <= {"answer"})):
                raise AccessError(
                    self.env._("%s: an objection stays as it was filed; the addressee answers.", objection.display_name)
                )

    def _may_answer(self, user) -> bool:
        """Say whether ``user`` answers: it is addressed to him, and the case is not about him."""
        # sudo: only yes or no
        return user in self.sudo().addressee_ids and not self.complaint_id._is_about(user)

    def _step_obstacle(self, step):
        if not self.env.su:
            known = self.sudo()  # sudo: only whether it is for this user
            if step.name in ("uphold", "revise") and self.complaint_id._is_about(self.env.user):
                return self.complaint_id._about_obstacle()
            if step.name in ("uphold", "revise") and not self._may_answer(self.env.user):
                names = ", ".join(known.addressee_ids.mapped("name"))
                return self.env._("It is addressed to: %s.", names)
            if step.name == "withdraw" and self.env.user != known.create_uid:
                return self.env._("Whoever objected withdraws it.")
        return super()._step_obstacle(step)

    def action_uphold(self):
        return self._run_step("uphold")

    def action_revise(self):
        return self._run_step("revise")

    def action_withdraw(self):
        return self._run_step("withdraw")

    def _check_answered(self):
        for objection in self:
            if not (objection.answer or "").strip():
                raise UserError(self.env._("%s: answer the objection.", objection.display_name))

    def _before_uphold(self):
        self._check_answered()

    def _before_revise(self):
        self._check_answered()
        for objection in self.sudo():  # sudo: only whether the decision still stands
            if objection.decision_id != objection.complaint_id.decision_id:
                raise UserError(self.env._("%s: another decision was made since.", objection.display_name))

    def _after_uphold(self):
        self._end()

    def _after_withdraw(self):
        self._end()

    def _after_revise(self):
        self._end()
        # sudo: whoever revises a decision has it made anew, and need not handle the case otherwise
        self.sudo().complaint_id._decide_anew()

    def _end(self):
        self._meet_deadline("decide")
        # sudo: what was asked of the addressees is done
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        for objection in self.sudo().filtered(lambda one: one.create_uid != self.env.user):  # sudo: see above
            state = objection._workflow_state_label()
            objection.complaint_id._notify_link(objection.create_uid, f"{objection.display_name}: {state}")
