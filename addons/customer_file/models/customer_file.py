from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from ..tools import normalise

_lt = LazyTranslate(__name__)

INFORMATION_ADMINISTRATOR = "customer_policy.group_information_administrator"


class CustomerFile(models.Model):
    """What one company knows about one customer (客户档案).

    One file per commercial partner and company. Name, address and means of
    contact stay on the partner; everything else is here or hangs on the file.
    """

    _name = "customer.file"
    _description = "Customer file"
    _inherit = [
        "customer.secret.mixin",
        "customer.workflow.mixin",
        "customer.attachment.mixin",
        "customer.fixed.mixin",
        "customer.export.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _fixed_fields = ("company_id",)
    _attachment_fields = ("application_ids",)
    _order = "id desc"
    _rec_names_search = ["number", "name", "phone", "credit_code"]
    _check_company_auto = True
    # whoever reads a file may leave a note on it, also once it is filed and closed to changes
    _mail_post_access = "read"

    _workflow_steps = (
        Step("submit", _lt("Submit"), ("collected",), "to_review", "", "submitted_by_id", "submitted_date"),
        Step("review", _lt("Approve"), ("to_review",), "to_sort", "", "reviewed_by_id", "reviewed_date", "read"),
        Step("sort", _lt("File"), ("to_sort",), "filed", INFORMATION_ADMINISTRATOR, "sorted_by_id", "sorted_date"),
        Step("return", _lt("Return"), ("to_review", "to_sort"), "collected", access="read"),
        Step("revise", _lt("Revise"), ("filed",), "collected", INFORMATION_ADMINISTRATOR),
    )

    number = fields.Char("File Number", copy=False, readonly=True, index="trigram", default="")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict", check_company=True
    )
    name = fields.Char(related="partner_id.name", store=True, precompute=True, readonly=False, index="trigram")
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("collected", "To Complete"),
            ("to_review", "Waiting for Review"),
            ("to_sort", "To Sort"),
            ("filed", "Filed"),
            ("destroyed", "Destroyed"),
        ],
        default="collected",
        tracking=True,
        group_expand="_group_expand_states",
        help="A file counts once its data were reviewed by the superior and sorted by the information administrator.",
    )
    kind_id = fields.Many2one("customer.file.kind", index=True, ondelete="restrict", check_company=True, tracking=True)
    nature = fields.Selection(related="kind_id.nature", store=True)
    properties = fields.Properties("Data of the Kind", definition="kind_id.property_definition")
    tag_ids = fields.Many2many("customer.file.tag", string="Tags")
    is_important = fields.Boolean("Important Customer", tracking=True)
    color = fields.Integer(related="kind_id.color")
    life_status = fields.Selection(
        [
            ("potential", "Potential"),
            ("not_cooperating", "Not Cooperating"),
            ("cooperating", "Cooperating"),
            ("near_lost", "Nearly Lost"),
            ("lost", "Lost"),
        ],
        string="Status",
        required=True,
        default="potential",
        index=True,
        tracking=True,
    )
    lost_reason = fields.Text("Reason of Loss")
    responsible_id = fields.Many2one(
        "res.users",
        index=True,
        default=lambda self: self.env.user,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    custodian_id = fields.Many2one(
        "res.users",
        string="File Keeper",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="Keeps the file for the company. Without one, the file belongs to nobody.",
    )
    contact_staff_ids = fields.Many2many(
        "res.users", check_company=True, tracking=True, help="Who else keeps contact with the customer."
    )
    source_id = fields.Many2one(
        "customer.collection.method",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="How the company came to know the customer.",
    )
    first_contact_date = fields.Date(default=fields.Date.context_today)
    opening_date = fields.Date(default=fields.Date.context_today, required=True, copy=False)
    merged_into_id = fields.Many2one(
        "customer.file", readonly=True, copy=False, index="btree_not_null", ondelete="restrict", check_company=True
    )
    merged_from_ids = fields.One2many("customer.file", "merged_into_id", context={"active_test": False})

    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_date = fields.Datetime(readonly=True, copy=False)
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reviewed_date = fields.Datetime(readonly=True, copy=False)
    sorted_by_id = fields.Many2one("res.users", string="Filed By", readonly=True, copy=False, ondelete="restrict")
    sorted_date = fields.Datetime("Filed On", readonly=True, copy=False)

    _number_unique = models.Constraint("UNIQUE(company_id, number)", "Another file has this number.")
    _partner_unique = models.UniqueIndex(
        "(partner_id, company_id) WHERE merged_into_id IS NULL AND state != 'destroyed'",
        "The customer has a file in this company already. It may be archived: reopen it.",
    )
    _merged_is_archived = models.Constraint(
        "CHECK(merged_into_id IS NULL OR NOT active)", "A file that was merged into another one stays archived."
    )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for file in self:
            file.display_name = " ".join(filter(None, (file.number, file.name)))

    @api.depends("responsible_id")
    def _compute_department_id(self):
        for file in self:
            if not file.department_id or file.department_id.company_id not in (
                file.company_id,
                file.env["res.company"],
            ):
                file.department_id = file.responsible_id._department_in(file.company_id)

    @api.constrains("partner_id")
    def _check_commercial_partner(self):
        for file in self:
            if file.partner_id != file.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s belongs to %(company)s. Open the file of the company.",
                        contact=file.partner_id.display_name,
                        company=file.partner_id.commercial_partner_id.display_name,
                    )
                )

    @api.constrains("life_status", "lost_reason")
    def _check_lost_reason(self):
        for file in self:
            if file.life_status == "lost" and not normalise.text(file.lost_reason or ""):
                raise ValidationError(self.env._("%s: say why the customer was lost.", file.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            vals.setdefault("custodian_id", company.customer_file_custodian_id.id)
        self._fill_numbers(vals_list)
        files = super().create(vals_list)
        files._start_deadlines()
        return files

    @api.model
    def _fill_numbers(self, vals_list):
        """Draw the missing file numbers, a range per company, passing over numbers that were given by hand."""
        missing = {}
        for vals in vals_list:
            if not vals.get("number"):
                missing.setdefault(vals.get("company_id") or self.env.company.id, []).append(vals)
        for company_id, company_vals in missing.items():
            # sudo: drawing a number is no right to see or change the sequence
            sequences = self.env["ir.sequence"].sudo().with_company(company_id)
            sequence = sequences.search(
                [("code", "=", "customer.file"), ("company_id", "in", (company_id, False))], order="company_id", limit=1
            )
            if not sequence:
                raise UserError(
                    self.env._(
                        "Customer files of %(company)s cannot be numbered: no active sequence has the code “%(code)s”.",
                        company=self.env["res.company"].browse(company_id).sudo().name,  # sudo: a name, to tell
                        code="customer.file",
                    )
                )
            while company_vals:
                numbers = sequence._next_numbers(len(company_vals))
                taken = self._taken_numbers(company_id, numbers)
                for number in sorted(set(numbers) - taken, key=numbers.index):
                    company_vals.pop(0)["number"] = number

    @api.model
    def _taken_numbers(self, company_id: int, numbers: list[str]) -> set[str]:
        """Return those of ``numbers`` that files have, also archived files and those the user may not see."""
        self.flush_model(["company_id", "number"])
        # a join: for a list of values the planner takes the index for searching parts of numbers, at a hundredfold cost
        rows = self.env.execute_query(
            SQL(
                """
                SELECT file.number FROM unnest(%s) drawn(number)
                  JOIN customer_file file ON file.company_id = %s AND file.number = drawn.number
                """,
                numbers,
                company_id,
            )
        )
        return {number for (number,) in rows}

    def write(self, vals):
        if "partner_id" in vals and any(file.partner_id.id != vals["partner_id"] for file in self):
            raise UserError(self.env._("A file stays with its customer. Merge the customers instead."))
        if "kind_id" in vals:
            self._check_kind_change(vals["kind_id"])
        if not self.env.su:
            self._check_people_change(vals)
        with self._events_of_change(vals):
            return super().write(vals)

    def _check_kind_change(self, kind_id):
        """Only the information administrator changes the class of a sorted customer (S2.1-03a)."""
        if self.env.user.has_group(INFORMATION_ADMINISTRATOR) or self.env.su:
            return
        for file in self:
            if file.sorted_date and file.kind_id.id != kind_id:
                raise AccessError(
                    self.env._("%s was sorted: only an information administrator changes its kind.", file.display_name)
                )

    def _check_people_change(self, vals):
        """Let nobody put himself in contact with a customer, or choose the reviewer of a waiting file."""
        if {"responsible_id", "department_id"} & set(vals):
            for file in self:
                if file.state == "to_review":
                    raise AccessError(
                        self.env._("%s waits for its review: who is responsible stays as it is.", file.display_name)
                    )
        if not {"responsible_id", "custodian_id", "contact_staff_ids"} & set(vals):
            return
        if self.env.user.has_group(INFORMATION_ADMINISTRATOR):
            return
        for file in self:
            free = not file.responsible_id and not file.custodian_id
            if not (free or file._is_own() or file.department_id._get_manager_user() == self.env.user):
                raise AccessError(
                    self.env._(
                        "%s: those in contact are named by the responsible, the department manager "
                        "or an information administrator.",
                        file.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        for file in self:
            if file.submitted_date or file.merged_from_ids:
                raise UserError(self.env._("%s was submitted and cannot be deleted. Archive it.", file.display_name))

    # steps of the file

    def action_submit(self):
        return self._run_step("submit")

    def action_review(self):
        return self._run_step("review")

    def action_sort(self):
        return self._run_step("sort")

    def action_revise(self):
        return self._run_step("revise")

    def action_return(self):
        return self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_file_return_action")

    def _return(self, reason: str):
        """Send the file back to be completed, and say why in the chatter."""
        self._run_step("return")
        for file in self:
            file.message_post(body=self.env._("Returned: %s", reason))
            if file.submitted_by_id.active:
                file.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Complete the file"),
                    note=reason,
                    user_id=file.submitted_by_id.id,
                )

    def _step_obstacle(self, step):
        if step.name in ("review", "return") and self.state == "to_review":
            return self._review_obstacle()
        if step.name == "return" and not self.env.user.has_group(INFORMATION_ADMINISTRATOR):
            return self.env._("An information administrator returns a reviewed file.")
        return super()._step_obstacle(step)

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "responsible_id", "submitted_by_id", "department_id", "kind_id"]

    def _review_obstacle(self) -> str:
        """Say why the user is not the one who reviews this file (S1.12-1, S1.9-4.1d)."""
        rule = self.env["customer.file.review.rule"]._matching(self)
        user = self.env.user
        if rule.mode == "enforce":
            if rule._allows(user, self):
                return ""
            return self.env._("The review is for: %s.", rule._reviewer_label(self)) + " " + rule._why()
        if user in (self.submitted_by_id, self.responsible_id):
            return self.env._("Nobody reviews the own file.")
        if not user.has_group("customer_policy.group_supervisor"):
            return self.env._("A supervisor reviews the file.")
        return ""

    def _before_submit(self):
        for file in self:
            file._check_required_data()
            file._check_staffing()
            file._check_application("open")

    def _before_review(self):
        for file in self:
            rule = self.env["customer.file.review.rule"]._matching(file)
            if rule.mode == "observe" and not rule._allows(self.env.user, file):
                rule._breached_by(file, self.env._("%s was reviewed by somebody else.", file.display_name))

    def _before_sort(self):
        for file in self:
            if not file.kind_id:
                raise UserError(self.env._("%s: choose the kind of the customer first.", file.display_name))

    def _after_sort(self):
        for file in self:
            rule = self.env["customer.file.application.rule"]._matching_operation(file, "open")
            rule._tell_keepers(file, self.env._("Keep the application: %s was opened", file.display_name))

    def _check_required_data(self):
        # the stored completeness may be of yesterday's requirement
        rule = self.env["customer.file.requirement"]._matching(self)
        if rule and self.missing_data:
            message = self.env._(
                "%(file)s is incomplete. Missing: %(fields)s.", file=self.display_name, fields=self.missing_data
            )
            rule._breached_by(self, message)

    def _check_staffing(self):
        rule = self.env["customer.file.staffing.rule"]._matching(self)
        if rule and len(self.contact_staff_ids | self.responsible_id) < rule.minimum_staff:
            message = self.env._(
                "%(file)s: an important customer has at least %(count)s people in contact.",
                file=self.display_name,
                count=rule.minimum_staff,
            )
            rule._breached_by(self, message)

    def _check_application(self, operation: str, **details):
        """Let the rule for ``operation`` react when the scanned application is missing (S1.7-3.3c)."""
        rule = self.env["customer.file.application.rule"]._matching_operation(self, operation)
        if rule and not self._has_application(operation, **details, by_correction=rule.by_correction):
            message = self.env._("%s: the scanned application is missing.", self.display_name)
            if rule.by_correction:
                message = self.env._("%s: a checked correction with the scan must change it.", self.display_name)
            rule._breached_by(self, message)
