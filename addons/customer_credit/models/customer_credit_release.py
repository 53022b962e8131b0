from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerCreditRelease(models.Model):
    """The release of exactly one order, up to one amount, over the limit of the customer.

    A larger order needs another release. It counts where the rule on doing business lets orders be released.
    """

    _name = "customer.credit.release"
    _description = "Credit release"
    _inherit = ["customer.record.mixin", "customer.credit.mixin", "customer.approval.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _fixed_fields = ("company_id", "order_id", "create_uid")
    _final_states = ("refused", "withdrawn")
    _workflow_steps = (
        Step("request", _lt("Request"), ("draft",), "requested", "", "requested_by_id", "requested_date"),
        Step(
            "release",
            _lt("Release"),
            ("requested",),
            "released",
            "customer_policy.group_supervisor",
            "released_by_id",
            "released_date",
        ),
        Step("refuse", _lt("Refuse"), ("requested",), "refused", "customer_policy.group_supervisor"),
        Step("withdraw", _lt("Withdraw"), ("requested", "released"), "withdrawn", "customer_policy.group_supervisor"),
    )
    _workflow_approvals = {"release": ("",)}

    order_id = fields.Many2one("sale.order", required=True, index=True, check_company=True, ondelete="restrict")
    partner_id = fields.Many2one(compute="_compute_from_order", store=True, precompute=True, compute_sudo=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True, default=None)
    order_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of the Order",
        compute="_compute_from_order",
        store=True,
        precompute=True,
        compute_sudo=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Requested"),
            ("released", "Released"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        tracking=True,
        group_expand=True,
    )
    amount = fields.Monetary(
        "Up To", currency_field="order_currency_id", required=True, help="The order may come to this, and not to more."
    )
    reason = fields.Text(help="Why the order should be taken all the same.")
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    requested_date = fields.Datetime(readonly=True, copy=False)
    released_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    released_date = fields.Datetime(readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(order_id) WHERE state IN ('draft', 'requested')", "The release of this order was requested already."
    )

    @api.depends("order_id")  # and not what it says: that is what is released
    def _compute_from_order(self):
        for release in self:
            release.partner_id = release.order_id._credit_customer()
            release.order_currency_id = release.order_id.currency_id

    @api.depends("order_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for release in self:
            # sudo: the number of an order is no secret
            release.display_name = f"{self._description_label()}: {release.sudo().order_id.name or ''}"

    @api.constrains("amount")
    def _check_amount(self):
        for release in self:
            if release.amount <= 0:
                raise ValidationError(self.env._("%s: say up to which amount.", release.display_name))

    @api.model
    def _fixed_once_begun(self):
        return ("amount", "reason")

    @api.model
    def _approval_fields(self, operation):
        return ["order_id", "amount", "reason"]

    def _approval_amount(self, operation):
        return self.amount, self.order_currency_id, (self.create_date or fields.Datetime.now()).date()

    @api.model
    def _approval_amount_fields(self):
        return ["amount"]

    def _document_user(self):
        return self.order_id.user_id

    def _document_department(self):
        return self.order_id._business_departments()[:1].sudo(self.env.su)  # sudo: back to the rights of the caller

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if step.name == "release" and self.env.user == self.requested_by_id and not self.env.su:
            return self.env._("Nobody releases what was requested by the same person.")
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "requested_by_id"]

    def action_request(self):
        return self._run_step("request")

    def _before_request(self):
        for release in self:
            if not (release.reason or "").strip():
                raise UserError(self.env._("Write why the order should be taken all the same."))

    def _after_request(self):
        self._draw_numbers_by_rule()

    def action_release(self):
        return self._run_step("release")

    def action_refuse(self):
        self._cancel_approvals(self.env._("The release was refused."))
        return self._run_step("refuse")

    def action_withdraw(self):
        return self._run_step("withdraw")
