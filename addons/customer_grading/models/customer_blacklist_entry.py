from odoo import api, fields, models
from odoo.tools import SQL, format_date
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerBlacklistEntry(models.Model):
    """A customer on the blacklist of a department, or of the company (S1.11-5.3.3b, S1.11-5.3.5a, S1.11-5.3.5b).

    It stops business from when it was verified and approved until it is lifted, as the rules on doing business say.
    """

    _name = "customer.blacklist.entry"
    _description = "Blacklist entry"
    _inherit = [
        "customer.record.mixin",
        "customer.partner.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
        "customer.form.mixin",
        "customer.attachment.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _rec_names_search = ["number", "partner_id"]
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id", "create_uid")
    _final_states = ("lifted", "refused")
    _workflow_steps = (
        Step("report", _lt("Report"), ("draft",), "reported", "", "reported_by_id", "reported_date"),
        Step(
            "verify",
            _lt("Verified"),
            ("reported",),
            "verified",
            "customer_policy.group_supervisor",
            "verified_by_id",
            "verified_date",
        ),
        Step(
            "list",
            _lt("Put on the List"),
            ("verified",),
            "listed",
            "customer_policy.group_supervisor",
            "",
            "listed_date",
        ),
        Step("refuse", _lt("Refuse"), ("reported", "verified"), "refused", "customer_policy.group_supervisor"),
        Step(
            "lift",
            _lt("Take off the List"),
            ("listed",),
            "lifted",
            "customer_policy.group_supervisor",
            "",
            "lifted_date",
        ),
    )
    _workflow_approvals = {"list": ("",), "lift": ("lift",)}

    department_id = fields.Many2one(
        "hr.department",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="On the list of this department; empty: of the company, for all departments.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("reported", "Reported"),
            ("verified", "Verified"),
            ("listed", "On the List"),
            ("lifted", "Taken Off"),
            ("refused", "Refused"),
        ],
        tracking=True,
        group_expand=True,
    )
    reason = fields.Text(required=True)
    evidence = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence Attached", copy=False)
    loss_amount = fields.Monetary("Loss")
    verification = fields.Text(help="What the verification found.")
    lifting_reason = fields.Text("Why It Is Taken Off")
    responsible_id = fields.Many2one(
        "res.users",
        string="Who Can Help",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    reported_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reported_date = fields.Datetime(readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    verified_date = fields.Datetime(readonly=True, copy=False)
    listed_date = fields.Datetime("On the List Since", readonly=True, copy=False)
    lifted_date = fields.Datetime(readonly=True, copy=False)

    document_ids = fields.One2many("customer.blacklist.document", "entry_id", string="Open Documents", readonly=True)

    _one_standing = models.UniqueIndex(
        "(company_id, partner_id, COALESCE(department_id, 0)) WHERE state IN ('reported', 'verified', 'listed')",
        "The customer is on this list already, or reported for it.",
    )
    _standing_partner = models.Index("(partner_id) WHERE state = 'listed'")

    @api.depends("partner_id", "department_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for entry in self:
            # sudo: the name of a customer and of a department is no secret
            known = entry.sudo()
            entry.display_name = " – ".join(
                filter(None, (known.partner_id.name, known.department_id.name or known.company_id.name))
            )

    @api.model
    def _fixed_once_begun(self):
        return ("partner_id", "department_id", "reason", "loss_amount")

    # effect

    @api.model
    def _standing_of_customer(self, company) -> SQL:
        """Return the ids of the entries of ``company`` that stand now for ``customer.id``, as an array."""
        # sudo: see _find_blacklist_obstacles of business
        query = self.sudo()._search([("company_id", "=", company.id), ("state", "=", "listed")])
        query.add_where(SQL("%s = customer.id", self._field_to_sql(query.table, "partner_id", query)))
        return SQL("ARRAY(%s)", query.select())

    def _concerns(self, departments) -> bool:
        """Say whether the entry stops business of any of ``departments``: of that of the list, or of one below it."""
        self.ensure_one()
        if not self.department_id:
            return True
        return any(str(self.department_id.id) in (one.parent_path or "").split("/") for one in departments)

    def _is_let_through(self, document) -> bool:
        """Say whether it was decided that ``document``, or what it carries out, goes on all the same."""
        self.ensure_one()
        known = document.sudo()  # sudo: only which document it is, and how large
        rows = {(row.res_model, row.res_id): row for row in self.document_ids if row.decision == "go_on"}

        def goes_on(one) -> bool:
            row = rows.get((one._name, one.id))
            return bool(row) and row._lets_through(one)

        origin = known._business_origin() if rows else known.browse()
        return goes_on(known) or (bool(origin) and all(map(goes_on, origin)) and known._business_is_within(origin))

    def _business_message(self, *, told: bool = True) -> str:
        """Say what, since when, why and who can help, to the user; the reason only where the entry is open.

        :param told: False: to whoever may read it later, so without the reason
        """
        self.ensure_one()
        mine = self.sudo(False)
        message = self.env._(
            "%(customer)s is on the blacklist of %(list)s since %(date)s.",
            customer=self.partner_id.display_name,
            list=self.department_id.name or self.company_id.name,
            date=format_date(self.env, self.listed_date),
        )
        reason = self.reason if told and mine.has_access("read") else ""
        return " ".join(filter(None, (message, reason, self.env._("Ask %s for help.", self.responsible_id.name))))

    # approvals and steps

    def _approval_operations(self):
        return {"": self.env._("Putting on the List"), "lift": self.env._("Taking off the List")}

    @api.model
    def _approval_fields(self, operation):
        return ["partner_id", "reason", "evidence", "verification"] + (["lifting_reason"] if operation else [])

    def _approval_amount(self, operation):
        return self.loss_amount, self.currency_id, fields.Date.today()

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if step.name in ("verify", "list", "refuse", "lift") and (refusal := self._list_obstacle()):
            return refusal
        if step.name == "verify" and not (self.verification or "").strip():
            return self.env._("Write what the verification found.")
        if step.name == "lift" and not (self.lifting_reason or "").strip():
            return self.env._("Write why the customer is taken off the list.")
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "verification", "lifting_reason"]

    def action_report(self):
        return self._run_step("report")

    def action_verify(self):
        return self._run_step("verify")

    def action_list(self):
        return self._run_step("list")

    def action_refuse(self):
        return self._run_step("refuse")

    def _after_list(self):
        for entry in self:
            entry._tell_departments(self.env._("Put on the blacklist: %s", entry.display_name))
            # sudo: the open documents of all departments are listed for their decision
            entry.sudo()._list_open_documents()

    def action_request_lifting(self):
        """Ask for the approval to take the customer off the list."""
        return self.action_request_approval("lift")

    def action_lift(self):
        return self._run_step("lift")

    def _after_lift(self):
        for entry in self:
            entry._tell_departments(self.env._("Taken off the blacklist: %s", entry.display_name))

    def _after_report(self):
        self._draw_numbers_by_rule()

    def _list_obstacle(self) -> str:
        """Say why the user cannot decide about this list: that of the company belongs to its manager (S1.11-4.1d)."""
        if not self.department_id and not self.env.user.has_group("customer_policy.group_manager"):
            return self.env._("The blacklist of the company is kept by the customer service manager.")
        return ""

    def _tell_departments(self, subject: str):
        """Tell the managers of the departments concerned, and who sells to the customer."""
        self.ensure_one()
        # sudo: who manages a department is no secret
        known = self.sudo()
        departments = known.department_id or known.department_id.search([("company_id", "=", known.company_id.id)])
        users = known.env["res.users"].union(*(department._get_manager_user() for department in departments))
        users |= known.file_id.responsible_id | known.partner_id.user_id
        told = users.filtered(lambda user: not user.share).partner_id
        if not told:
            return
        self.message_notify(
            partner_ids=told.ids,
            subject=subject,
            body=subject,
            force_send=False,
        )

    def _list_open_documents(self):
        """List what is still open with the customer, for somebody to decide; called with all rights (S1.11-5.3.3b)."""
        self.ensure_one()
        rules = self.env["customer.business.rule"]._in_force(self.company_id)
        cancels = rules.filtered(
            lambda rule: rule.check == "blacklist" and rule.cancels_quotes and rule.mode == "enforce"
        )
        parent = self.env.registry["customer.business.mixin"]
        for name in sorted(
            name for name, model in self.env.registry.items() if issubclass(model, parent) and model._auto
        ):
            documents = self.env[name]._business_open(self.company_id, self.partner_id)
            for document in documents.filtered(lambda one: self._concerns(one._business_departments())):
                row = self.document_ids.create(
                    {"entry_id": self.id, "res_model": name, "res_id": document.id, "name": document.display_name}
                )
                if cancels and document._business_step() == "quote":
                    row._decide("cancel", self.env._("Cancelled with the listing. %s", cancels[0]._why()))
