from odoo import api, fields, models
from odoo.exceptions import AccessError


class _DecisionPass:
    """Lets the one method that checked the person add its row.

    It travels in the context, where a client can put any JSON but never an instance of this class.
    """

    def __init__(self, vals: dict):
        self.vals = vals


class CustomerApprovalDecision(models.Model):
    """Who decided what, when and on whose behalf: rows that only ``customer.approval._decide`` adds."""

    _name = "customer.approval.decision"
    _description = "Approval decision"
    _inherit = ["customer.register.mixin"]
    _order = "id"
    _rec_name = "approval_id"

    approval_id = fields.Many2one("customer.approval", required=True, readonly=True, index=True, ondelete="restrict")
    level = fields.Integer(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Decided by", required=True, readonly=True, index=True, ondelete="restrict"
    )
    on_behalf_of_id = fields.Many2one("res.users", readonly=True, index="btree_not_null", ondelete="restrict")
    decision = fields.Selection([("approve", "Approved"), ("reject", "Rejected")], required=True, readonly=True)
    comment = fields.Text(readonly=True)
    date = fields.Datetime("When", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True, ondelete="restrict")
    amount = fields.Monetary(readonly=True, help="The amount decided on, in the currency of the company.")

    @api.model_create_multi
    def create(self, vals_list):
        allowed = self.env.context.get("customer_approval_decision_pass")
        if not isinstance(allowed, _DecisionPass) or vals_list != [allowed.vals]:
            raise AccessError(self.env._("A decision is made with the buttons of the approval and in no other way."))
        return super().create(vals_list)

    @api.model
    def _record(self, vals: dict):
        """Add a decision; the caller has checked the person."""
        return self.with_context(customer_approval_decision_pass=_DecisionPass(vals)).create([vals])
