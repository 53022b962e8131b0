from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerCreditInstalmentLine(models.Model):
    _name = "customer.credit.instalment.line"
    _description = "Instalment"
    _inherit = ["customer.record.line.mixin", "customer.export.mixin"]
    _order = "due_date, id"
    _record_field = "plan_id"
    _button_fields = ("paid_date",)

    plan_id = fields.Many2one("customer.credit.instalment", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    secrecy_level_id = fields.Many2one(related="plan_id.secrecy_level_id")
    due_date = fields.Date("Due", required=True)
    amount = fields.Monetary(required=True)
    paid_date = fields.Date("Paid", readonly=True, copy=False)

    _amount_positive = models.Constraint("CHECK(amount > 0)", "An instalment is more than nothing.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_draft()

    def _check_draft(self):
        for plan in self.plan_id:
            if not self.env.su and plan.state != "draft":
                raise AccessError(self.env._("%s was agreed: its instalments stay.", plan.display_name))

    def action_paid(self):
        """Mark the instalment as paid."""
        self.check_access("write")
        for line in self:
            if line.plan_id.state != "agreed":
                raise UserError(self.env._("%s was not agreed, or has ended.", line.plan_id.display_name))
            # sudo: the right to the plan was checked
            line.sudo().paid_date = line.company_id._policy_today()
        return True
