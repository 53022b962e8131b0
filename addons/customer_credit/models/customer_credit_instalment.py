from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerCreditInstalment(models.Model):
    """A plan by which a customer pays an order, or invoices, in instalments (分期; S4.credstand-3.5)."""

    _name = "customer.credit.instalment"
    _description = "Plan of instalments"
    _inherit = ["customer.credit.security.mixin"]
    _order = "id desc"
    _accepting_step = "agree"
    _final_states = ("ended",)
    _workflow_steps = (
        Step(
            "agree",
            _lt("Agreed"),
            ("draft",),
            "agreed",
            "customer_policy.group_supervisor",
            "agreed_by_id",
            "agreed_date",
        ),
        Step("end", _lt("End"), ("agreed",), "ended", "customer_policy.group_supervisor"),
    )
    _workflow_approvals = {"agree": ("",)}

    state = fields.Selection(
        [("draft", "Draft"), ("agreed", "Agreed"), ("ended", "Ended")], tracking=True, group_expand=True
    )
    order_id = fields.Many2one("sale.order", index="btree_not_null", check_company=True, ondelete="restrict")
    move_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id), ('move_type', '=', 'out_invoice'),"
        " ('state', '=', 'posted')]",
        groups="account.group_account_invoice,account.group_account_readonly",
        help="Instalments are paid as these are. Without any, they are marked.",
    )
    line_ids = fields.One2many("customer.credit.instalment.line", "plan_id", string="Instalments", copy=True)
    amount = fields.Monetary(compute="_compute_amounts", store=True)
    open_amount = fields.Monetary("Still Open", compute="_compute_amounts", store=True)
    line_count = fields.Integer("Number of Instalments", compute="_compute_amounts", store=True)
    is_late = fields.Boolean("Instalment Late", compute="_compute_is_late")
    note = fields.Text()
    agreed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    agreed_date = fields.Datetime(readonly=True, copy=False)

    @api.depends("line_ids.amount", "line_ids.paid_date")
    def _compute_amounts(self):
        for plan in self:
            plan.amount = sum(plan.line_ids.mapped("amount"))
            plan.open_amount = sum(plan.line_ids.filtered(lambda line: not line.paid_date).mapped("amount"))
            plan.line_count = len(plan.line_ids)

    @api.depends("line_ids.due_date", "line_ids.paid_date")
    def _compute_is_late(self):
        for plan in self:
            today = fields.Date.context_today(plan)
            plan.is_late = any(not line.paid_date and line.due_date < today for line in plan.line_ids)

    @api.model
    def _fixed_once_begun(self):
        return ("partner_id", "order_id")

    @api.model
    def _approval_fields(self, operation):
        return ["partner_id", "order_id", "line_ids.due_date", "line_ids.amount"]

    def _approval_amount(self, operation):
        return self.amount, self.currency_id, fields.Date.today()

    def action_agree(self):
        return self._run_step("agree")

    def _before_agree(self):
        for plan in self:
            if not plan.line_ids:
                raise UserError(self.env._("%s: enter the instalments.", plan.display_name))

    def _after_agree(self):
        self._draw_numbers_by_rule()

    def action_end(self):
        return self._run_step("end")

    def _mark_paid(self):
        """Mark the instalments that payments of the invoices cover, the earliest first."""
        # sudo: whether invoices are paid is all that is looked at
        for plan in self.sudo().filtered("move_ids"):
            moves = plan.move_ids
            left = sum(moves.mapped("amount_total_signed")) - sum(moves.mapped("amount_residual_signed"))
            for line in plan.line_ids.sorted("due_date"):
                left -= line.amount
                if plan.currency_id.compare_amounts(left, 0) < 0:
                    break
                if not line.paid_date:
                    line.paid_date = plan.company_id._policy_today()

    def _kept_moves(self):
        """Return the invoices of plans of which no instalment is late: they are not overdue."""
        # sudo: called by the daily job, which looks at what is paid only
        return self.sudo().filtered(lambda plan: not plan.is_late).move_ids
