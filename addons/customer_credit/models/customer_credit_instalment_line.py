from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerCreditInstalmentLine(models.Model):
    _name = "customer.credit.instalment.line"
    _description = "Instalment"
    _inherit = ["customer.record.line.mixin", "customer.export.mixin"]
    _order = "due_date, id"
    _record_field = "plan_id"
    _first_state_only = True
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
        lines.plan_id._note_entered()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.plan_id._note_entered()
        return result

    @api.ondelete(at_uninstall=False)
    def _note_who_deletes(self):
        self.plan_id._note_entered()

    def action_paid(self):
        """Mark the instalment as paid."""
        self.check_access("write")
        for line in self:
            if line.plan_id.state != "agreed":
                raise UserError(self.env._("%s was not agreed, or has ended.", line.plan_id.display_name))
            # sudo: the right to the plan was checked
            line.sudo().paid_date = line.company_id._policy_today()
        return True
