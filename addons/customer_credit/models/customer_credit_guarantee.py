from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerCreditGuarantee(models.Model):
    """A security (担保) that somebody gave for a customer; it counts while it is valid (S4.credstand-3.5)."""

    _name = "customer.credit.guarantee"
    _description = "Guarantee"
    _inherit = ["customer.credit.security.mixin", "customer.attachment.mixin"]
    _order = "valid_until, id"
    _attachment_fields = ("attachment_ids",)
    _accepting_step = "accept"
    _final_states = ("released",)
    _workflow_steps = (
        Step(
            "accept",
            _lt("Accept"),
            ("draft",),
            "valid",
            "customer_policy.group_supervisor",
            "accepted_by_id",
            "accepted_date",
        ),
        Step("release", _lt("Give Back"), ("valid",), "released", "customer_policy.group_supervisor"),
    )
    _workflow_approvals = {"accept": ("",)}

    state = fields.Selection(
        [("draft", "Draft"), ("valid", "Accepted"), ("released", "Given Back")], tracking=True, group_expand=True
    )
    kind = fields.Selection(
        [
            ("guarantor", "Guarantor"),
            ("bank", "Bank Guarantee"),
            ("mortgage", "Mortgage"),
            ("pledge", "Pledge"),
            ("deposit", "Deposit"),
            ("other", "Other"),
        ],
        required=True,
        default="guarantor",
    )
    guarantor = fields.Char(help="Who stands in for the customer.")
    amount = fields.Monetary(required=True)
    valid_until = fields.Date(help="Empty: until it is given back.")
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Scan", copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    accepted_date = fields.Datetime(readonly=True, copy=False)

    _amount_positive = models.Constraint("CHECK(amount >= 0)", "A guarantee cannot be negative.")

    @api.model
    def _fixed_once_begun(self):
        return ("partner_id", "kind", "guarantor", "amount", "valid_until")

    @api.model
    def _approval_fields(self, operation):
        return ["partner_id", "kind", "guarantor", "amount", "valid_until"]

    def _approval_amount(self, operation):
        return self.amount, self.currency_id, fields.Date.today()

    def action_accept(self):
        return self._run_step("accept")

    def _after_accept(self):
        self._draw_numbers_by_rule()

    def action_release(self):
        return self._run_step("release")
