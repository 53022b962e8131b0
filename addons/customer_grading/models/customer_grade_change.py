from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerGradeChange(models.Model):
    """Another grade for one customer, asked for by hand and decided jointly (S1.1-5.2, S4.hotel-13).

    It keeps what the grade asks for: limits, materials, and the share of the department.
    """

    _name = "customer.grade.change"
    _description = "Change of a grade"
    _inherit = [
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.export.mixin",
        "customer.approval.mixin",
        "customer.attachment.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["file_id"]
    _check_company_auto = True
    _secrecy_file_field = "file_id"
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id", "file_id", "create_uid")
    _final_states = ("applied", "refused", "cancelled")
    _workflow_steps = (
        Step("request", _lt("Ask For It"), ("draft",), "requested", "", "requested_by_id", "requested_date"),
        Step("apply", _lt("Take Effect"), ("requested",), "applied", "", "", "applied_date"),
        Step("refuse", _lt("Refuse"), ("requested",), "refused"),
        Step("cancel", _lt("Cancel"), ("draft", "requested"), "cancelled"),
    )
    _workflow_approvals = {"apply": ("",)}

    file_id = fields.Many2one("customer.file", string="Customer File", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="file_id.company_id", store=True, precompute=True, index=True, default=None)
    scheme_id = fields.Many2one(
        "customer.grade.scheme", required=True, index=True, ondelete="restrict", check_company=True
    )
    grade_before_id = fields.Many2one(
        "customer.grade",
        "Before",
        compute="_compute_grade_before_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    grade_id = fields.Many2one(
        "customer.grade",
        "New Grade",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
    )
    reason = fields.Text(required=True, help="What happened: a bid won or lost, a problem, a good evaluation.")
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence Attached", copy=False)
    review_id = fields.Many2one(
        "customer.grade.review", "Stage Evaluation", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "To Decide"),
            ("applied", "In Effect"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        tracking=True,
        group_expand=True,
    )
    requested_by_id = fields.Many2one("res.users", "Asked For By", readonly=True, copy=False, ondelete="restrict")
    requested_date = fields.Datetime("Asked For On", readonly=True, copy=False)
    applied_date = fields.Datetime("In Effect Since", readonly=True, copy=False)

    @api.depends("file_id", "scheme_id")
    def _compute_grade_before_id(self):
        for change in self.filtered(lambda change: change.state in (False, "draft")):
            change.grade_before_id = change.file_id._grade_in(change.scheme_id).grade_id

    @api.depends("file_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # no grade in the name: approvals, activities and links show it
        for change in self:
            # sudo: the number of a file is no secret
            change.display_name = self.env._("Grade of %s", change.file_id.sudo().number)

    @api.constrains("scheme_id", "grade_id", "file_id")
    def _check_grade(self):
        for change in self:
            if change.grade_id.scheme_id != change.scheme_id:
                raise ValidationError(self.env._("%s: choose a grade of the scheme.", change.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{**vals, "review_id": False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and "review_id" in vals:
            raise UserError(self.env._("A change comes of an evaluation by its button."))
        return super().write(vals)

    def _fixed_once_begun(self):
        return ("file_id", "scheme_id", "grade_id", "reason")

    def _document_department(self):
        return self.file_id.sudo().department_id.sudo(self.env.su)  # sudo: whose customer it is is no secret

    # approval and steps

    def _approval_fields(self, operation):
        return ["file_id", "scheme_id", "grade_id", "reason"]

    def _approval_needed(self, operation):
        return self.scheme_id.needs_approval

    def _after_approval(self, approval):
        if self.state == "requested":
            self._run_step("apply")
        return super()._after_approval(approval)

    def _after_rejection(self, approval):
        if self.state == "requested":
            self._run_step("refuse")
        return super()._after_rejection(approval)

    def _step_obstacle(self, step):
        if obstacle := super()._step_obstacle(step):
            return obstacle
        if step.name == "request":
            return self._who_obstacle()
        if step.name == "refuse" and not self.env.su:
            return self.env._("Those who approve it refuse it.")
        return ""

    def _who_obstacle(self) -> str:
        """Say why the user may not ask for another grade of this customer."""
        # sudo: the rule and the department of a customer are no secret
        scheme, department, user = self.scheme_id.sudo(), self.file_id.sudo().department_id, self.env.user
        if self.env.su:
            return ""
        if scheme.setter_group_id and scheme.setter_group_id not in user.all_group_ids:
            return f"{self.env._('It needs the role “%s”.', scheme.setter_group_id.full_name)} {scheme._why()}"
        own = user._department_in(self.company_id)
        if scheme.own_unit_only and (not own or str(own.id) not in (department.parent_path or "").split("/")):
            message = self.env._("The department of the customer asks for it: %s.", department.name or "–")
            return f"{message} {scheme._why()}"
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "scheme_id", "file_id"]

    def action_request(self):
        return self._run_step("request")

    def action_apply(self):
        return self._run_step("apply")

    def action_cancel(self):
        return self._run_step("cancel")

    def _before_request(self):
        self._check_fits()

    def _after_request(self):
        for change in self:
            change._request_approval()
            if change.state == "requested" and not change._approval_obstacle():
                change._run_step("apply")

    def _before_cancel(self):
        self._cancel_approvals(self.env._("The change was cancelled."))

    def _before_apply(self):
        self._check_fits()

    def _after_apply(self):
        for change in self.sudo():  # sudo: grades are written by their documents only
            rows = SQL(
                "SELECT %s AS file_id, %s AS grade_id, %s AS reason, NULL::float AS score, NULL::jsonb AS figures, "
                "FALSE AS has_benefit",
                change.file_id.id,
                change.grade_id.id,
                change.reason,
            )
            change.env["customer.file.grade"]._take_effect(
                change.scheme_id,
                rows,
                "review" if change.review_id else "hand",
                change.company_id._policy_today(),
                user_id=change.requested_by_id.id or self.env.uid,
                change_id=change.id,
            )

    # what the grade asks for

    def _check_fits(self):
        """Refuse a grade whose conditions the customer does not meet; a scheme that observes lists it.

        :raises UserError: naming the customer, the grade and what is missing
        """
        for change in self.sudo():  # sudo: whether a grade fits does not depend on who asks
            scheme = change.scheme_id
            if scheme.mode != "enforce":
                raise UserError(self.env._("The scheme “%s” only observes: its grades take no effect.", scheme.name))
            for obstacle in change._misfits():
                scheme._breached_by(change, f"{change.display_name}: {obstacle}")

    def _misfits(self) -> list[str]:
        """Return what the customer does not meet of the new grade; called with all rights."""
        self.ensure_one()
        scheme, grade, file = self.scheme_id, self.grade_id, self.file_id
        row = scheme._assess(file, self.company_id._policy_today())[file.id]
        if not row["in_scope"]:
            return [self.env._("“%s” does not grade this customer.", scheme.name)]
        found = []
        if grade.needs_evidence and not row["evidence"]:
            found.append(self.env._("%s asks for complete and valid materials.", grade.name))
        if not row[f"kept_{grade.id}"]:
            unmet = grade.condition_ids.filtered(
                lambda one: one.kind == "all" and one.figure != "domain" and not one._is_met(row["figures"])
            )
            needed = "; ".join(unmet.mapped("display_name")) or self.env._("its conditions")
            found.append(self.env._("%(grade)s asks for: %(needed)s.", grade=grade.name, needed=needed))
        if full := self._share_obstacle():
            found.append(full)
        return found

    def _share_obstacle(self) -> str:
        """Say that the share of the grade in the department of the customer is full (S1.11-5.2.2d, S1.11-5.2.3e)."""
        grade, department = self.grade_id, self.file_id.department_id
        if grade._quota(0) is None or self.grade_before_id == grade:
            return ""
        files = self.env["customer.file"].with_context(active_test=False)
        here = self.scheme_id._files_domain() & fields.Domain("department_id", "=", department.id)
        customers = files.search_count(here)
        holders = files.search_count(
            here
            & fields.Domain("id", "!=", self.file_id.id)
            & fields.Domain("grade_ids", "any", [("grade_id", "=", grade.id), ("date_to", "=", False)])
        )
        if holders < grade._quota(customers):
            return ""
        return self.env._(
            "%(grade)s is full: %(holders)s of %(customers)s customers of %(department)s, at most %(percent)s %%.",
            grade=grade.name,
            holders=holders,
            customers=customers,
            department=department.name or "–",
            percent=f"{grade.cap_percent:g}",
        )
