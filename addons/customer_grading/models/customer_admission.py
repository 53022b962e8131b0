from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

COORDINATOR = "customer_policy.group_supervisor"
OPEN = ("draft", "submitted", "checked")
#: in the context: no form is taken; an object, which no client can put there
TAKEN_OVER = object()


class CustomerAdmission(models.Model):
    """A unit applies for the admission of a customer (S1.1-3.1, S1.1-4.1.1 to S1.1-4.1.3b, S1.11-5.1.2a to 5.1.2e).

    The unit fills in what the form asks for, inspects on site and submits; the coordinating group checks, turns away
    with a reason, or admits. What the form asks for is kept with the application, whatever happens to the form.
    """

    _name = "customer.admission"
    _description = "Admission of a customer"
    _inherit = [
        "customer.record.mixin",
        "customer.partner.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _rec_names_search = ["number", "partner_id"]
    _fixed_fields = ("company_id", "create_uid", "partner_id", "department_id")
    _final_states = ("admitted", "declined", "withdrawn")
    _workflow_steps = (
        Step("submit", _lt("Submit"), ("draft",), "submitted", "", "submitted_by_id", "submitted_date"),
        Step("return", _lt("Back to the Unit"), ("submitted", "checked"), "draft", COORDINATOR),
        Step("check", _lt("Suitable"), ("submitted",), "checked", COORDINATOR, "checked_by_id", "checked_date"),
        Step(
            "decline",
            _lt("Decline"),
            ("submitted", "checked"),
            "declined",
            COORDINATOR,
            "declined_by_id",
            "declined_date",
        ),
        Step("admit", _lt("Admit"), ("checked",), "admitted", COORDINATOR, "admitted_by_id", "admitted_date"),
        Step("withdraw", _lt("Withdraw"), OPEN, "withdrawn"),
    )
    _workflow_approvals = {"admit": ("",)}

    partner_id = fields.Many2one(domain=[("parent_id", "=", False)])
    department_id = fields.Many2one(
        "hr.department",
        string="Unit",
        default=lambda self: self.env.user._department_in(self.env.company),
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The unit that introduces the customer: it applies, inspects and answers for what is said here.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("checked", "First Check Passed"),
            ("admitted", "Admitted"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrawn"),
        ],
        tracking=True,
        group_expand=True,
    )
    form_id = fields.Many2one(
        "customer.admission.form", readonly=True, index="btree_not_null", check_company=True, ondelete="restrict"
    )
    properties = fields.Properties("Business Figures", definition="form_id.property_definition")
    is_key_partner = fields.Boolean(
        "Key Partner",
        tracking=True,
        help="Meant for one of the key grades (A and B): each condition that no material shows counts as not met.",
    )
    introduction = fields.Text(help="Who introduces the customer, and why.")
    sheet_ids = fields.One2many("customer.admission.sheet", "admission_id", string="Main Form and Annexes")
    answer_ids = fields.One2many("customer.admission.answer", "admission_id", string="Conditions")
    met_count = fields.Integer("Conditions Met", compute="_compute_counts")
    not_met_count = fields.Integer("Conditions Not Met", compute="_compute_counts")
    aspect_ids = fields.Many2many("customer.admission.aspect", string="To Inspect on Site", readonly=True)
    inspection_ids = fields.One2many("customer.admission.inspection", "admission_id", string="Site Inspections")
    needs_joint_inspection = fields.Boolean(
        "Joint Inspection Needed",
        tracking=True,
        help="The coordinating group wants two units or more to inspect together before it admits (S1.1-3.2).",
    )
    valid_months = fields.Integer("Months of Validity", readonly=True)
    valid_until = fields.Date("Admitted Until", readonly=True, copy=False, help="The last day; empty: without end.")
    takeover_id = fields.Many2one(
        "customer.admission.takeover",
        string="Taken Over By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    decline_reason = fields.Text("Why It Is Declined")
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_date = fields.Datetime(readonly=True, copy=False)
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    checked_date = fields.Datetime(readonly=True, copy=False)
    declined_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    declined_date = fields.Datetime(readonly=True, copy=False)
    admitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    admitted_date = fields.Datetime("Admitted on", readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(company_id, partner_id) WHERE state IN ('draft', 'submitted', 'checked')",
        "There is an open application for this customer already: there is one set of forms per customer.",
    )
    _standing = models.Index("(partner_id, company_id) WHERE state != 'withdrawn'")

    @api.depends("number", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for admission in self:
            # sudo: the name of a customer is no secret
            admission.display_name = " ".join(filter(None, (admission.number, admission.sudo().partner_id.name)))

    @api.depends("answer_ids.is_met")
    def _compute_counts(self):
        for admission in self:
            admission.met_count = len(admission.answer_ids.filtered("is_met"))
            admission.not_met_count = len(admission.answer_ids) - admission.met_count

    # what the form asks for

    @api.model
    def _workflow_protected_fields(self):
        return {
            *super()._workflow_protected_fields(),
            "form_id",
            "aspect_ids",
            "valid_months",
            "valid_until",
            "takeover_id",
        }

    @api.model
    def _fixed_once_begun(self):
        return ("properties", "is_key_partner", "introduction")

    @api.model_create_multi
    def create(self, vals_list):
        # an application that ended a moment ago makes room for the next one
        self.flush_model(["state"])
        # the figures follow the form, which is known only once the customer is
        figures = [vals.get("properties") for vals in vals_list]
        vals_list = [{name: value for name, value in vals.items() if name != "properties"} for vals in vals_list]
        admissions = super().create(vals_list)
        if self.env.context.get("customer_admission_taken_over") is not TAKEN_OVER:
            for admission, values in zip(admissions, figures, strict=True):
                admission._take_form()
                if values:
                    admission.properties = values
        return admissions

    def _take_form(self):
        """Take over what the form that meets the customer asks for, so that a changed form does not change it."""
        form = self.env["customer.admission.form"]._form_for(self.company_id, self.partner_id)
        if form:
            # sudo: what is asked comes from the form, nobody writes it
            known = self.sudo()
            known._write_protected(
                {"form_id": form.id, "aspect_ids": [(6, 0, form.aspect_ids.ids)], "valid_months": form.valid_months}
            )
            known.env["customer.admission.sheet"].create(form._prepare_sheet_vals(self))

    # steps

    def write(self, vals):
        if "needs_joint_inspection" in vals and not (self.env.su or self.env.user.has_group(COORDINATOR)):
            raise UserError(self.env._("The coordinating group says whether a joint inspection is needed."))
        return super().write(vals)

    def action_submit(self):
        return self._run_step("submit")

    def action_return(self):
        return self._run_step("return")

    def action_check(self):
        return self._run_step("check")

    def action_decline(self):
        return self._run_step("decline")

    def action_admit(self):
        return self._run_step("admit")

    def action_withdraw(self):
        return self._run_step("withdraw")

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "decline_reason"]

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if step.access == "write" and self.id and not self.has_access("write"):
            return self.env._("It belongs to the unit “%s”.", self.department_id.name or "")
        if step.name == "decline" and not (self.decline_reason or "").strip():
            return self.env._("Write why the customer is declined, for the unit that introduces it.")
        return ""

    def _before_submit(self):
        for admission in self:
            admission._refuse_missing(admission._missing_for_submission())
            admission._check_licences()
        self._draw_numbers_by_rule()

    def _after_submit(self):
        self._start_deadline("check")

    def _before_return(self):
        self._cancel_approvals(self.env._("The application was sent back."))

    def _after_return(self):
        self._meet_deadline("check")
        self._tell_unit(self.env._("The application was sent back: complete it and submit it again."))

    def _after_check(self):
        self._meet_deadline("check")
        self._request_approval()

    def _before_decline(self):
        self._cancel_approvals(self.env._("The customer was declined."))

    def _after_decline(self):
        self._meet_deadline("check")
        for admission in self:
            admission._tell_unit(self.env._("The customer was declined: %s", admission.decline_reason))

    def _before_admit(self):
        for admission in self:
            admission._refuse_missing(admission._missing_for_admission())
            admission._check_licences()
        for admission in self.filtered("valid_months"):
            until = admission.company_id._policy_today() + relativedelta(months=admission.valid_months, days=-1)
            admission._write_protected({"valid_until": until})

    def _after_admit(self):
        self._tell_unit(self.env._("The customer is admitted."))

    def _before_withdraw(self):
        self._cancel_approvals(self.env._("The application was withdrawn."))
        self._cancel_deadlines(self.env._("The application was withdrawn."))

    def _tell_unit(self, body: str):
        """Tell the unit that introduces the customer: who answers for the application, and the manager."""
        for admission in self:
            users = admission.responsible_id | admission.submitted_by_id
            users |= admission.department_id._get_manager_user()
            admission.message_post(body=body, partner_ids=users.partner_id.ids, subtype_xmlid="mail.mt_comment")

    # approvals and deadlines

    @api.model
    def _approval_fields(self, operation):
        return ["partner_id", "is_key_partner", "answer_ids.answer", "answer_ids.attachment_ids"]

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "check": self.env._("First check")}
