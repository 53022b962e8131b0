from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class DealerCommissionCancellation(models.Model):
    """The decision that what was sold gives neither performance nor commission (S1.6-daily-21)."""

    _name = "dealer.commission.cancellation"
    _description = "Cancelled performance"
    _inherit = [
        "customer.complaint.inside.mixin",
        "customer.record.mixin",
        "customer.complaint.row.mixin",
        "customer.approval.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _fixed_fields = ("company_id", "complaint_id", "create_uid")
    _final_states = ("done", "refused", "withdrawn", "taken_back")
    _workflow_steps = (
        Step(
            "request",
            _lt("Request"),
            ("draft",),
            "requested",
            "customer_policy.group_user",
            "requested_by_id",
            "requested_date",
        ),
        Step(
            "approve",
            _lt("Cancel the Performance"),
            ("requested",),
            "done",
            "customer_policy.group_manager",
            "approved_by_id",
            "approved_date",
        ),
        Step("refuse", _lt("Refuse"), ("requested",), "refused", "customer_policy.group_manager"),
        Step("withdraw", _lt("Withdraw"), ("draft", "requested"), "withdrawn", "customer_policy.group_user"),
        Step(
            "take_back",
            _lt("Take Back"),
            ("done",),
            "taken_back",
            "customer_policy.group_manager",
            "taken_back_by_id",
            "taken_back_date",
            "read",
        ),
    )
    _workflow_approvals = {"approve": ("",)}

    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, default=None)
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        help="What was sold: it is on the complaint.",
    )
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        precompute=True,
        readonly=False,
        compute_sudo=True,
        help="So many of what was ordered give neither performance nor commission.",
    )
    order_id = fields.Many2one(related="sale_line_id.order_id", string="Sales Order")
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        compute="_compute_user_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    cause = fields.Selection(
        [
            ("selling", "The sale itself"),
            ("certificate", "Certificate late"),
            ("invoice", "Invoice late"),
            ("plate", "Temporary plate late"),
            ("other", "Something else"),
        ],
        required=True,
        default="selling",
        help="What is beyond the consultant's control counts as well; the manager weighs it.",
    )
    reason = fields.Text(help="What happened, and how serious it is.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Requested"),
            ("done", "Cancelled"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("taken_back", "Taken Back"),
        ],
        tracking=True,
        group_expand=True,
    )
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    requested_date = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    approved_date = fields.Datetime(readonly=True, copy=False)
    taken_back_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    taken_back_date = fields.Datetime("Taken Back On", readonly=True, copy=False)

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "It is about one unit at least, or a part of one.")

    @api.depends("sale_line_id")
    def _compute_user_id(self):
        for one in self:
            one.user_id = one.sale_line_id.order_id.user_id

    @api.depends("sale_line_id")
    def _compute_quantity(self):
        for one in self:
            one.quantity = min(one.sale_line_id.product_uom_qty, 1) or 1

    @api.depends("complaint_id.number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            # sudo: the number of a case is no secret
            one.display_name = f"{self._description_label()} {one.sudo().complaint_id.number or ''}".strip()

    @api.constrains("sale_line_id", "complaint_id")
    def _check_line(self):
        for one in self.sudo():  # sudo: whether the line is on the case does not depend on who asks
            if one.sale_line_id not in one.complaint_id.line_ids.sale_line_id:
                raise ValidationError(
                    self.env._(
                        "%(case)s: it is not about %(line)s.",
                        case=one.complaint_id.display_name,
                        line=one.sale_line_id.display_name,
                    )
                )

    @api.constrains("sale_line_id", "quantity", "state")
    def _check_quantity(self):
        for line in self.sudo().sale_line_id:  # sudo: how much was ordered, and is dealt with already
            domain = [("sale_line_id", "=", line.id), ("state", "in", ("draft", "requested", "done"))]
            # sudo: see above
            [[quantity]] = self.sudo()._read_group(domain, [], ["quantity:sum"])
            if line.product_uom_id.compare(quantity or 0, line.product_uom_qty) > 0:
                raise ValidationError(self.env._("%s: its performance is dealt with already.", line.display_name))

    def _check_row_filling(self, names):
        """Who may write it is said by rights and states: the case may be closed already."""

    @api.model
    def _fixed_once_begun(self):
        return ("sale_line_id", "quantity", "cause", "reason")

    @api.model
    def _approval_fields(self, operation):
        return ["complaint_id", "sale_line_id", "quantity", "cause", "reason"]

    def _approval_concerned(self):
        return self.user_id

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if self.complaint_id._is_about(self.env.user):
            return self.complaint_id._about_obstacle()
        if step.name == "withdraw" and self.env.user != (self.requested_by_id or self.create_uid):
            return self.env._("Only who requested it withdraws it.")
        if step.name in ("approve", "refuse", "take_back"):
            # sudo: who the salesperson is now is no secret to whoever decides
            concerned = self.user_id | self.sudo().sale_line_id.order_id.user_id
            if step.name == "approve":
                concerned |= self.requested_by_id
            if self.env.user in concerned:
                return self.env._("Nobody decides what concerns or was requested by the same person.")
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "requested_by_id", "user_id"]

    def action_request(self):
        return self._run_step("request")

    def _before_request(self):
        for one in self:
            if not (one.reason or "").strip():
                raise UserError(self.env._("Write what happened, and how serious it is."))

    def _after_request(self):
        self._draw_numbers_by_rule()

    def action_approve(self):
        return self._run_step("approve")

    def _before_approve(self):
        for one in self.sudo():  # sudo: the effect of the decision, which was checked
            one.sale_line_id._cancel_commission(one.quantity)

    def _changes_nothing(self, vals):
        """What was decided stays, but for the note that it was taken back."""
        free = {"state", "taken_back_by_id", "taken_back_date"}
        return super()._changes_nothing(vals) or (self.env.su and set(vals) <= free)

    def action_take_back(self):
        """Undo a decision that was a mistake: the units count again, in the next statements."""
        return self._run_step("take_back")

    def _before_take_back(self):
        for one in self.sudo():  # sudo: the effect of the decision, which was checked
            one.sale_line_id._cancel_commission(-one.quantity)

    def action_refuse(self):
        self._cancel_approvals(self.env._("The request was refused."))
        return self._run_step("refuse")

    def action_withdraw(self):
        self._cancel_approvals(self.env._("The request was withdrawn."))
        return self._run_step("withdraw")
