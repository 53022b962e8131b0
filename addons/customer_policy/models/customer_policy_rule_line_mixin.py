from odoo import api, models


class CustomerPolicyRuleLineMixin(models.AbstractModel):
    """A line of a rule, such as a level or a step: rules are kept in memory with their lines."""

    _name = "customer.policy.rule.line.mixin"
    _description = "Line of a customer policy rule"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        self.env.registry.clear_cache()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
