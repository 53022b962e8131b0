from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class _TransferPass:
    """Lets one salesperson in: a client can put any JSON into the context, but never an instance of this class."""

    def __init__(self, document, user_id):
        self.key = (document._name, document.id, user_id)


class DealerCommissionTransfer(models.Model):
    """The request to give a delivered order, and so its performance, to another salesperson (S1.6-daily-22)."""

    _name = "dealer.commission.transfer"
    _description = "Change of the salesperson"
    _inherit = ["customer.record.mixin", "customer.approval.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _fixed_fields = ("company_id", "order_id", "move_id", "create_uid")
    _final_states = ("done", "refused", "withdrawn")
    _workflow_steps = (
        Step("request", _lt("Request"), ("draft",), "requested", "", "requested_by_id", "requested_date"),
        Step(
            "approve",
            _lt("Approve"),
            ("requested",),
            "done",
            "customer_policy.group_manager",
            "approved_by_id",
            "approved_date",
        ),
        Step("refuse", _lt("Refuse"), ("requested",), "refused", "customer_policy.group_manager"),
        Step("withdraw", _lt("Withdraw"), ("draft", "requested"), "withdrawn"),
    )
    _workflow_approvals = {"approve": ("",)}

    order_id = fields.Many2one(
        "sale.order", index="btree_not_null", check_company=True, ondelete="restrict", help="What was sold."
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain=[("move_type", "in", ("out_invoice", "out_receipt", "out_refund"))],
        help="An invoice without an order.",
    )
    company_id = fields.Many2one(
        compute="_compute_from_document", store=True, precompute=True, compute_sudo=True, default=None
    )
    old_user_id = fields.Many2one(
        "res.users", string="From", compute="_compute_from_document", store=True, precompute=True, compute_sudo=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    reason = fields.Text(help="Why another person sold it.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Requested"),
            ("done", "Changed"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        tracking=True,
        group_expand=True,
    )
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    requested_date = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    approved_date = fields.Datetime(readonly=True, copy=False)

    _about_one = models.Constraint(
        "CHECK((order_id IS NULL) <> (move_id IS NULL))", "It is about an order, or about an invoice without one."
    )

    @api.depends("order_id", "move_id")  # and not whom they name: that is what was asked for
    def _compute_from_document(self):
        for transfer in self:
            transfer.company_id = transfer.order_id.company_id or transfer.move_id.company_id
            transfer.old_user_id = transfer.order_id.user_id or transfer.move_id.invoice_user_id

    @api.depends("order_id", "move_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for transfer in self:
            known = transfer.sudo()  # sudo: the number of an order is no secret
            name = known.order_id.name or known.move_id.name or ""
            transfer.display_name = f"{self._description_label()}: {name}"

    @api.constrains("move_id")
    def _check_move(self):
        for transfer in self.sudo():  # sudo: only whether an order says who sold it
            if transfer.move_id.line_ids.sale_line_ids:
                raise ValidationError(self.env._("%s: ask for the change of its order.", transfer.move_id.name))

    @api.model
    def _check_allowed(self, document, user_id):
        """Refuse another salesperson on ``document`` that no approved request names.

        :raises UserError: in mode enforce, naming the document
        """
        transfer_pass = self.env.context.get("commission_transfer_pass")
        if isinstance(transfer_pass, _TransferPass) and transfer_pass.key == (document._name, document.id, user_id):
            return
        company = document.company_id
        rule = self.env["dealer.commission.rule"]._first_with(company, "guards_salesperson")
        if rule:
            message = self.env._(
                "%s is delivered: another salesperson needs an approved request.", document.display_name
            )
            rule._breached_by(document, message)

    @api.model
    def _fixed_once_begun(self):
        return ("user_id", "reason")

    @api.model
    def _approval_fields(self, operation):
        return ["order_id", "move_id", "user_id", "old_user_id", "reason"]

    def _document_user(self):
        return self.old_user_id

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if step.name == "withdraw" and self.env.user != (self.requested_by_id or self.create_uid):
            return self.env._("Only who requested it withdraws it.")
        if step.name == "refuse" and self.env.user in self.user_id | self.old_user_id:
            return self.env._("Nobody refuses what concerns the same person.")
        if step.name == "approve" and self.env.user in self.requested_by_id | self.user_id | self.old_user_id:
            return self.env._("Nobody approves what concerns or was requested by the same person.")
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "requested_by_id", "user_id"]

    def action_request(self):
        return self._run_step("request")

    def _before_request(self):
        for transfer in self:
            if not (transfer.reason or "").strip():
                raise UserError(self.env._("Write why another person sold it."))

    def _after_request(self):
        self._draw_numbers_by_rule()

    def action_approve(self):
        return self._run_step("approve")

    def _before_approve(self):
        for transfer in self:
            # sudo: who the salesperson is now is on the request
            document = transfer.sudo().order_id or transfer.sudo().move_id  # sudo: see above
            name = "user_id" if transfer.order_id else "invoice_user_id"
            if document[name] != transfer.old_user_id:
                raise UserError(self.env._("%s: its salesperson has changed since.", document.display_name))
            passed = document.with_context(commission_transfer_pass=_TransferPass(document, transfer.user_id.id))
            passed.write({name: transfer.user_id.id})

    def action_refuse(self):
        self._cancel_approvals(self.env._("The request was refused."))
        return self._run_step("refuse")

    def action_withdraw(self):
        self._cancel_approvals(self.env._("The request was withdrawn."))
        return self._run_step("withdraw")
