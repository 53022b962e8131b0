from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerDocument(models.Model):
    """A document of no trade: whatever customer_policy does to documents is tested with it."""

    _name = "test.customer.document"
    _description = "Test document"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.approval.mixin", "customer.workflow.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _workflow_steps = (
        Step("confirm", _lt("Confirm"), ("draft",), "confirmed", "", "confirmed_by_id", "confirmed_date"),
        Step("close", _lt("Close"), ("confirmed",), "closed"),
        Step("cancel", _lt("Cancel"), ("draft", "confirmed"), "cancelled"),
        Step("reopen", _lt("Reopen"), ("cancelled", "closed"), "draft"),
    )
    _workflow_approvals = {"confirm": ("",), "close": ("close",)}

    name = fields.Char(required=True)
    number = fields.Char(readonly=True, copy=False)
    user_id = fields.Many2one("res.users", string="Responsible", index=True, default=lambda self: self.env.user)
    department_id = fields.Many2one("hr.department", check_company=True)
    partner_id = fields.Many2one("res.partner", string="Customer")
    date = fields.Date(default=fields.Date.context_today)
    date_start = fields.Datetime()
    severity = fields.Selection([("low", "Low"), ("high", "High")], default="low")
    is_foreign = fields.Boolean("Foreign")
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    note = fields.Text()
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("closed", "Closed"), ("cancelled", "Cancelled")],
        tracking=True,
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True)
    confirmed_date = fields.Datetime(readonly=True)

    def _approval_operations(self):
        return {"": "", "close": self.env._("Close")}

    def _approval_amount(self, operation):
        return self.amount, self.currency_id, self.date or fields.Date.today()

    def _approval_amount_fields(self):
        return ["amount", "currency_id", "date"]

    def _approval_fields(self, operation):
        return ["name", "note"] if operation else ["name", "note", "partner_id"]

    def _after_cancel(self):
        self._cancel_approvals(self.env._("The document was cancelled."))

    def action_confirm(self):
        return self._run_step("confirm")

    def action_close(self):
        return self._run_step("close")

    def action_cancel(self):
        return self._run_step("cancel")

    def action_reopen(self):
        return self._run_step("reopen")
