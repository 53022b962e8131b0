from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_access_rule import KINDS

_lt = LazyTranslate(__name__)

INFORMATION_ADMINISTRATOR = "customer_policy.group_information_administrator"

#: what is asked for and by whom: fixed once it was submitted
CONTENT = (
    "kind", "applicant_kind", "applicant_id", "outsider_name", "outsider_unit", "identity_ids", "authority",
    "document_number", "department_id", "file_id", "document_ids", "material", "copies", "purpose", "reason", "place",
    "carrier_id", "safety_measures", "is_sealed", "wanted_until", "export_model", "row_count",
)  # fmt: skip


class CustomerAccessRequest(models.Model):
    """Asks to consult, copy, borrow or export what the company keeps about customers (查阅、复制、借阅、导出申请).

    The head of the applying unit signs first, then those decide whom the approval rules name. An approved request opens
    what it is about for a while; what is handed out and comes back stands in the register.
    """

    _name = "customer.access.request"
    _description = "Access request"
    _inherit = [
        "customer.workflow.mixin",
        "customer.approval.mixin",
        "customer.numbered.mixin",
        "customer.agreed.term.mixin",
        "customer.attachment.mixin",
        "customer.fixed.mixin",
        "customer.export.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "material"]
    _check_company_auto = True
    _fixed_fields = ("company_id",)
    _attachment_fields = ("identity_ids",)

    _workflow_steps = (
        Step("submit", _lt("Submit"), ("draft",), "submitted", "", "", "submitted_date"),
        Step(
            "issue",
            _lt("Hand Out"),
            ("approved",),
            "issued",
            INFORMATION_ADMINISTRATOR,
            "issued_by_id",
            "issued_date",
            "read",
        ),
        Step(
            "return",
            _lt("Take Back"),
            ("issued", "lost"),
            "returned",
            INFORMATION_ADMINISTRATOR,
            "returned_by_id",
            "returned_date",
            "read",
        ),
        Step(
            "damage",
            _lt("Came Back Damaged"),
            ("issued",),
            "damaged",
            INFORMATION_ADMINISTRATOR,
            "returned_by_id",
            "returned_date",
            "read",
        ),
        Step("lose", _lt("Report as Lost"), ("issued",), "lost", INFORMATION_ADMINISTRATOR, access="read"),
        Step("close", _lt("Close Request"), ("approved",), "closed", "", "closed_by_id", "closed_date", "read"),
        Step("cancel", _lt("Withdraw"), ("draft", "submitted", "approved"), "cancelled", access="read"),
        Step("revise", _lt("Revise"), ("refused",), "draft", access="read"),
    )
    _workflow_approvals = {"submit": ("unit",), "issue": ("",)}

    kind = fields.Selection(KINDS, required=True, default="consult", index=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "To Decide"),
            ("approved", "Approved"),
            ("issued", "Handed Out"),
            ("returned", "Returned"),
            ("damaged", "Returned Damaged"),
            ("lost", "Lost"),
            ("closed", "Request Closed"),
            ("refused", "Refused"),
            ("cancelled", "Withdrawn"),
        ],
        tracking=True,
        group_expand=True,
    )

    applicant_kind = fields.Selection(
        [("staff", "Staff"), ("outsider", "Somebody from outside")], required=True, default="staff"
    )
    applicant_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Of somebody from outside: the colleague who receives them.",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Applying Unit",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    outsider_name = fields.Char("Name of the Visitor")
    outsider_unit = fields.Char("Unit of the Visitor")
    identity_ids = fields.Many2many(
        "ir.attachment",
        "customer_access_request_identity_rel",
        string="Letter of Introduction or Work Card",
        copy=False,
        help="Scan of the paper with which somebody from outside comes.",
    )
    authority = fields.Selection(
        [("police", "Police"), ("state_security", "State Security"), ("procuratorate", "Procuratorate")]
    )
    document_number = fields.Char(
        "Number of the Legal Document", copy=False, help="Under which the authority consults."
    )
    borrower_name = fields.Char(compute="_compute_borrower_name", store=True, string="Applicant Name")

    file_id = fields.Many2one(
        "customer.file", string="Customer File", index="btree_not_null", ondelete="restrict", check_company=True
    )
    document_ids = fields.Many2many("customer.archive.document", string="Documents", check_company=True)
    material = fields.Char(help="What it is about, such as the contract of 2024. Stands in the register.")
    copies = fields.Integer("Number of Copies", help="How many pieces are handed out or copied.")
    export_model = fields.Selection(
        selection="_selection_export_model", string="Exported Data", help="Rows of what are exported."
    )
    row_count = fields.Integer("Number of Rows")
    purpose = fields.Text(help="What is done with it.")
    reason = fields.Text(help="Why it is needed.")
    place = fields.Selection(
        [("on_site", "On site"), ("away", "Taken away")], required=True, default="on_site", string="Where It Is Used"
    )
    carrier_id = fields.Many2one(
        "res.users",
        string="Appointed Carrier",
        ondelete="restrict",
        check_company=True,
        help="Who was appointed to send, receive and carry it.",
    )
    safety_measures = fields.Text(help="How it is kept safe on the way, such as in a sealed bag.")
    is_sealed = fields.Boolean("Stamped by the Unit", help="The applying unit put its seal on the application.")
    wanted_until = fields.Date("Until", copy=False, help="The day to which it is needed.")
    valid_until = fields.Datetime(readonly=True, copy=False, help="From this moment on the request opens nothing.")
    due_date = fields.Date("To Return By", readonly=True, copy=False, index="btree_not_null")
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    late_days = fields.Integer("Days Late", readonly=True, copy=False)

    signed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    signed_date = fields.Datetime(
        "Signature of the Borrower", readonly=True, copy=False, help="The borrower confirmed the receipt in the system."
    )
    signature = fields.Binary("Signature of the Visitor", copy=False, attachment=True)
    submitted_date = fields.Datetime(readonly=True, copy=False)
    approved_date = fields.Datetime(readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", string="Handed Out By", readonly=True, copy=False, ondelete="restrict")
    issued_date = fields.Datetime("Handed Out On", readonly=True, copy=False)
    returned_by_id = fields.Many2one(
        "res.users", string="Taken Back By", readonly=True, copy=False, ondelete="restrict"
    )
    returned_date = fields.Datetime("Returned On", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Request Closed By", readonly=True, copy=False, ondelete="restrict")
    closed_date = fields.Datetime(readonly=True, copy=False)

    # which approvals it needs
    is_secret = fields.Boolean(
        "Secret",
        compute="_compute_is_secret",
        store=True,
        compute_sudo=True,
        help="What it is about has a secrecy level.",
    )
    is_important = fields.Boolean(
        "Important Customer",
        compute="_compute_is_secret",
        store=True,
        compute_sudo=True,
        # who asks for a file that is closed to them does not learn it from the request
        groups="customer_policy.group_information_administrator",
    )

    register_ids = fields.One2many("customer.access.register", "request_id")

    _counts_positive = models.Constraint(
        "CHECK(COALESCE(copies, 0) >= 0 AND COALESCE(row_count, 0) >= 0)", "Copies and rows cannot be negative."
    )

    @api.model
    def _selection_export_model(self):
        guarded = self.env.registry["customer.export.mixin"]
        return [
            (name, self.env[name]._description_label())
            for name, model in sorted(self.env.registry.items())
            if not model._abstract and issubclass(model, guarded)
        ]

    def _objects(self) -> list:
        """Hook: return what is asked for, as far as it is kept here."""
        return [self.file_id, self.document_ids]

    def _level_bearers(self):
        return [*self._objects(), self.document_ids.file_id]

    @api.depends("number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for request in self:
            # neither kind nor customer: that an authority asked is not for everybody who sees a deadline
            request.display_name = request.number or self.env._("New access request")

    @api.depends("applicant_id")
    def _compute_department_id(self):
        for request in self:
            request.department_id = request.applicant_id._department_in(request.company_id)

    @api.depends("applicant_kind", "applicant_id", "outsider_name", "outsider_unit")
    def _compute_borrower_name(self):
        for request in self:
            if request.applicant_kind == "staff":
                request.borrower_name = request.applicant_id.name
            else:
                request.borrower_name = ", ".join(filter(None, (request.outsider_name, request.outsider_unit)))

    @api.depends(
        "file_id.secrecy_level_id",
        "file_id.is_important",
        "document_ids.secrecy_level_id",
        "document_ids.file_id.secrecy_level_id",
        "document_ids.file_id.is_important",
    )
    def _compute_is_secret(self):
        for request in self:
            documents = request.document_ids
            files = request.file_id | documents.file_id
            levels = files.secrecy_level_id | documents.secrecy_level_id
            request.is_secret = bool(levels)
            request.is_important = any(files.mapped("is_important"))

    @api.depends("state", "due_date")
    def _compute_is_overdue(self):
        todays = {company: company._policy_today() for company in self.company_id}
        for request in self:
            today = todays.get(request.company_id)
            request.is_overdue = request.state == "issued" and bool(request.due_date) and request.due_date < today

    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "=", "issued"), ("due_date", "<", self.env.company._policy_today())]

    # who writes what

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._check_applicant()
        return requests

    @api.model
    def _fixed_once_begun(self):
        return CONTENT

    def write(self, vals):
        result = super().write(vals)
        if {"applicant_id", "kind"} & set(vals):
            self._check_applicant()
        return result

    def _check_applicant(self):
        """Let people apply in their own name; those who keep the files enter applications of others."""
        if self.env.su or self.env.user.has_group(INFORMATION_ADMINISTRATOR):
            return
        for request in self:
            if request.applicant_id != self.env.user:
                raise AccessError(self.env._("An application is made in the own name."))
            if request.kind == "authority":
                raise AccessError(self.env._("Requests of authorities are entered by information administrators."))

    @api.model
    def _workflow_protected_fields(self):
        return {
            *super()._workflow_protected_fields(),
            "valid_until",
            "due_date",
            "late_days",
            "signed_by_id",
            "signed_date",
            "approved_date",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        for request in self:
            if request.number or request.approval_ids:
                raise UserError(self.env._("%s was submitted and is kept. Withdraw it.", request.display_name))

    # what the mixins ask

    def _document_scope(self):
        # the request tells nothing of the file but its number: who decides on it need not be cleared for the file
        return {**super()._document_scope(), "file_id": False}

    def _document_user(self):
        return self.applicant_id or self.create_uid

    def _document_department(self):
        return self.department_id

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "return": self.env._("Bring Back")}

    @api.model
    def _approval_operations(self):
        return {"": "", "unit": self.env._("Signature of the Applying Unit")}

    @api.model
    def _approval_fields(self, operation):
        return [name for name in CONTENT if name not in ("is_sealed", "identity_ids")]

    def _approval_needed(self, operation):
        # what opens files or lets them out is decided by somebody: without a rule that says by whom, nothing is
        return not operation

    def _approval_author(self):
        return self.applicant_id or self.create_uid

    @api.model
    def _new_about(self, file, documents=None, kind: str = "consult") -> dict:
        """Return the window with a new request about a file or documents."""
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_archive.customer_access_request_action")
        context = {"default_kind": kind, "default_file_id": file.id}
        if documents:
            context["default_document_ids"] = documents.ids
        return {**action, "view_mode": "form", "views": [(False, "form")], "context": context}
