from odoo import models


class CustomerCustomerRuleMixin(models.AbstractModel):
    """A rule about those customers that fulfil its condition."""

    _name = "customer.customer.rule.mixin"
    _description = "Rule about customers"
    _inherit = ["customer.policy.condition.mixin"]

    def _condition_model(self):
        return "res.partner"

    def _meets(self, customer) -> bool:
        """Say whether the rule is about ``customer``, a commercial partner; asked with all rights."""
        self.ensure_one()
        # sudo: whether a rule meets a customer does not depend on who asks
        return self.domain in (False, "[]") or bool(customer.sudo().filtered_domain(self._get_domain()))
