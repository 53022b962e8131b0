from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("open", "In Progress"),
    ("closed", "Closed"),
    ("void", "Void"),
]


class CustomerComplaint(models.Model):
    """A complaint of a customer (客户投诉案件), from the first call to the closed case.

    Between acceptance and closing it moves by the tasks of its procedure, see ``customer.complaint.procedure``.
    """

    _name = "customer.complaint"
    _description = "Complaint"
    _inherit = [
        "customer.complaint.inside.mixin",
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.export.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
        "customer.form.mixin",
        "customer.attachment.mixin",
    ]
    _order = "number desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["number", "name"]
    _number_required = True
    _secrecy_file_field = "file_id"
    # decisions, statements and slips rest on it
    _outlives_file = True
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id", "create_uid")
    _final_states = ("closed", "void")
    _workflow_steps = (
        Step("submit", _lt("Submit"), ("draft",), "submitted", "", "submitted_by_id", "submitted_date"),
        Step("send_back", _lt("Send Back"), ("submitted",), "draft", "customer_policy.group_viewer", access="read"),
        Step("accept", _lt("Accept"), ("submitted",), "open", "", "accepted_by_id", "accepted_date", "read"),
        Step("close", _lt("Close"), ("open",), "closed", "customer_policy.group_user", "closed_by_id", "closed_date"),
        Step("refuse", _lt("Refused by the Customer"), ("open",), "closed", "", "closed_by_id", "closed_date"),
        Step("void", _lt("Void"), ("draft", "submitted", "open"), "void", "customer_policy.group_user"),
    )

    name = fields.Char(
        "Subject", required=True, tracking=True, help="What the customer complains about, in a few words."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(STATES, tracking=True, group_expand=True)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index=True,
        tracking=True,
        copy=False,
        ondelete="restrict",
        check_company=True,
        domain=[("share", "=", False)],
        help="Who sees to it that the case is settled.",
    )
    first_contact_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        copy=False,
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="Who was told of the complaint first, and stays informed until the end (首问人).",
    )

    # what came in
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, tracking=True, check_company=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer's Company",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    file_id = fields.Many2one(
        "customer.file",
        string="Customer File",
        compute="_compute_file_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_foreign = fields.Boolean(
        "Foreign Customer",
        compute="_compute_is_foreign",
        store=True,
        precompute=True,
        compute_sudo=True,
        help="The customer is in another country than the company.",
    )
    contact_name = fields.Char("Who Complained")
    phone = fields.Char()
    email = fields.Char()
    address = fields.Char()
    channel = fields.Selection(
        [
            ("phone", "Telephone"),
            ("mail", "E-Mail"),
            ("portal", "Portal"),
            ("letter", "Letter"),
            ("visit", "Visit"),
            ("staff", "Staff"),
            ("other", "Other"),
        ],
        required=True,
        default="phone",
    )
    received_date = fields.Datetime(
        "Received", required=True, default=fields.Datetime.now, copy=False, help="When the customer complained."
    )
    type_id = fields.Many2one(
        "customer.complaint.type", check_company=True, index="btree_not_null", ondelete="restrict", tracking=True
    )
    unit_id = fields.Many2one(
        "customer.complaint.unit",
        string="Handled By",
        compute="_compute_from_type",
        store=True,
        precompute=True,
        readonly=False,
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The unit that handles the case.",
    )
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, precompute=True, index="btree_not_null"
    )
    urgency = fields.Selection(
        [("normal", "Normal"), ("urgent", "Urgent")],
        compute="_compute_from_type",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        tracking=True,
        help="Urgent: rescue, repair that cannot wait, or what is important.",
    )
    severity = fields.Selection(
        [("1", "Low"), ("2", "Medium"), ("3", "High")], required=True, default="1", tracking=True
    )
    required_date = fields.Datetime(
        "Settle Until", copy=False, tracking=True, help="By when it was agreed to settle it."
    )
    has_loss = fields.Boolean(
        "Caused a Loss",
        default=True,
        tracking=True,
        help="Without a loss it is an abnormality to be improved (异常处理单).",
    )
    is_unreasonable = fields.Boolean(
        "Unreasonable", tracking=True, help="The customer asks for what is not due; it is explained with reasons."
    )
    description = fields.Html("What Happened", sanitize_attributes=True)
    demand = fields.Text("Customer's Demand")
    is_undetermined = fields.Boolean(
        "Quantity Undetermined",
        tracking=True,
        help="The customer is still processing the goods: how much comes back cannot be said yet (客户加工中未确定).",
    )
    line_ids = fields.One2many("customer.complaint.line", "complaint_id", string="Products", copy=True)
    sample = fields.Selection(
        [("attached", "Comes with the Case"), ("later", "Comes Later"), ("none", "There Is None")],
        help="Whether a sample of the complained goods comes with the case.",
    )
    sample_reason = fields.Char("Why There Is No Sample")
    attachment_ids = fields.Many2many("ir.attachment", string="Photographs and Scans", copy=False)
    opinion = fields.Text("Opinion of Sales")
    is_special = fields.Boolean(
        "Special Abnormality", tracking=True, help="Research and development gives its opinion."
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Complained-of Employee",
        ondelete="restrict",
        help="The complaint is about this colleague, who then neither handles the case nor decides on it.",
    )

    # what was found
    cause_class = fields.Selection(
        lambda self: self.env["customer.complaint.cause"]._fields["cause_class"]._description_selection(self.env),
        "Class of the Cause",
        compute="_compute_from_cause",
        store=True,
        precompute=True,
        readonly=False,
        tracking=True,
    )
    cause_id = fields.Many2one(
        "customer.complaint.cause", check_company=True, index="btree_not_null", ondelete="restrict", tracking=True
    )
    fault = fields.Selection(
        [
            ("company", "The Company"),
            ("customer", "The Customer"),
            ("supplier", "A Supplier"),
            ("third", "A Third Party"),
            ("nobody", "Nobody"),
        ],
        "At Fault",
        tracking=True,
    )
    liable_partner_id = fields.Many2one(
        "res.partner", string="Liable Third Party", ondelete="restrict", help="The supplier or third party at fault."
    )
    claim_amount = fields.Monetary("Claim on the Third Party")
    test_result = fields.Selection([("pass", "Passed"), ("fail", "Failed")], "Test of the Product", tracking=True)
    investigation = fields.Text("Investigation and Cause")
    countermeasure = fields.Text()
    countermeasure_date = fields.Date("Execution Checked on")
    handling_method = fields.Text(help="How goods are handled whose quality is our fault.")
    expert_opinion = fields.Text("Opinion of Research and Development")

    # how it is settled
    handling_opinion = fields.Text(help="How sales would settle the case.")
    negotiation = fields.Text("Negotiation with the Customer")
    comprehensive_opinion = fields.Text(help="All opinions in one, for the decision (综合意见).")
    is_established = fields.Selection(
        [("yes", "Established"), ("no", "Not Established")],
        "Result",
        tracking=True,
        help="Not established: the claim is refused, and the receivable is collected in its term (客诉不成立).",
    )
    action_ids = fields.One2many("customer.complaint.action", "complaint_id", string="Settlement")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, help="What the settlement costs; it says who decides."
    )
    decision_ids = fields.One2many("customer.complaint.decision", "complaint_id", string="Decisions", readonly=True)
    decision_id = fields.Many2one(
        "customer.complaint.decision", string="Decision in Force", compute="_compute_decision_id", compute_sudo=True
    )
    reply_ids = fields.One2many("customer.complaint.reply", "complaint_id", string="Replies")

    # what comes of it
    satisfaction = fields.Selection(
        [
            ("1", "Very Dissatisfied"),
            ("2", "Dissatisfied"),
            ("3", "Neutral"),
            ("4", "Satisfied"),
            ("5", "Very Satisfied"),
        ],
        "Satisfaction with the Handling",
        group_expand=True,
        tracking=True,
    )
    call_back = fields.Text("Call-Back", help="What the customer said when called back.")

    # where it stands
    procedure_id = fields.Many2one(
        "customer.complaint.procedure", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    acceptance_unit_id = fields.Many2one(related="procedure_id.acceptance_unit_id", string="Waits to Be Accepted By")
    why = fields.Char("Why This Procedure?", readonly=True, copy=False)
    plan = fields.Json(
        readonly=True, copy=False, help="The steps of the procedure as they were when the case was submitted."
    )
    task_ids = fields.One2many("customer.complaint.task", "complaint_id", readonly=True)
    step_id = fields.Many2one(
        "customer.complaint.step",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_waiting = fields.Boolean("Waiting for the Customer", readonly=True, copy=False, tracking=True)
    origin_id = fields.Many2one(
        "customer.complaint",
        string="Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The case whose result the customer refused.",
    )
    follower_case_ids = fields.One2many("customer.complaint", "origin_id", string="Followed By")
    merged_into_id = fields.Many2one(
        "customer.complaint",
        string="Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    void_reason = fields.Char(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_date = fields.Datetime(readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    accepted_date = fields.Datetime(readonly=True, copy=False, help="The clock of the case starts here.")
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    closed_date = fields.Datetime(readonly=True, copy=False)

    # what is not finished is a small part: lists of open cases read these
    _unfinished = models.Index("(company_id, step_id) WHERE state IN ('draft', 'submitted', 'open')")
    _closed = models.Index("(company_id, closed_date) WHERE state = 'closed'")

    @api.depends("number", "name", "secrecy_level_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for complaint in self:
            # links show the name of a record to whoever sees the link: of a secret one the number and the remark
            remark = complaint._remark()
            title = self.env._("(%s)", remark) if remark else complaint.name
            complaint.display_name = " ".join(filter(None, (complaint.number, title)))

    @api.depends("commercial_partner_id", "company_id")
    def _compute_file_id(self):
        for company, complaints in self.grouped("company_id").items():
            # sudo: a case belongs to the file of its customer, also where that is closed to the user
            customers = complaints.commercial_partner_id.sudo().with_company(company)
            files = customers._get_customer_files().grouped("partner_id")
            for complaint in complaints:
                complaint.file_id = files.get(complaint.commercial_partner_id)

    @api.depends("partner_id.country_id", "company_id.country_id")
    def _compute_is_foreign(self):
        for complaint in self:
            country, home = complaint.partner_id.country_id, complaint.company_id.country_id
            complaint.is_foreign = bool(country and home and country != home)

    @api.depends("type_id")
    def _compute_from_type(self):
        for complaint in self:
            kind = complaint.type_id
            complaint.unit_id = kind.unit_id or complaint.unit_id
            if not complaint.urgency or kind.urgency == "urgent":
                complaint.urgency = kind.urgency or "normal"

    @api.depends("cause_id")
    def _compute_from_cause(self):
        for complaint in self:
            complaint.cause_class = complaint.cause_id.cause_class or complaint.cause_class
            if complaint.cause_id.negligence:
                complaint.needs_tracking = complaint.needs_tracking or "no"

    @api.depends("action_ids.amount")
    def _compute_amount(self):
        for complaint in self:
            complaint.amount = sum(complaint.action_ids.mapped("amount"))

    @api.depends("decision_ids")
    def _compute_decision_id(self):
        for complaint in self:
            complaint.decision_id = complaint.decision_ids.sorted("id")[-1:]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            kind = self.env["customer.complaint.type"].browse(vals.get("type_id") or ())
            if kind.user_id and not vals.get("user_id"):
                vals["user_id"] = kind.user_id.id
            if kind.days and not vals.get("required_date"):
                received = fields.Datetime.to_datetime(vals.get("received_date")) or fields.Datetime.now()
                vals["required_date"] = fields.Datetime.add(received, days=kind.days)
        complaints = super().create(vals_list)
        complaints._start_intake_deadlines()
        return complaints
