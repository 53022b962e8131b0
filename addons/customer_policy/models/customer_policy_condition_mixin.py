import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CustomerPolicyConditionMixin(models.AbstractModel):
    """A rule that meets those records which fulfil its condition."""

    _name = "customer.policy.condition.mixin"
    _description = "Rule with a condition"
    _inherit = ["customer.policy.rule.mixin"]

    domain = fields.Char("Condition", default="[]", help="The rule meets records that fulfil this.")

    def _condition_model(self) -> str:
        """Hook: name the model of the records that the condition is about."""
        raise NotImplementedError

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self:
            try:
                rule._get_domain().validate(self.env[rule._condition_model()])
            except (ValueError, SyntaxError, TypeError, NotImplementedError) as error:
                raise ValidationError(
                    self.env._("%(rule)s: the condition is wrong: %(error)s", rule=rule.name, error=error)
                ) from error

    def _get_domain(self) -> Domain:
        self.ensure_one()
        return Domain(ast.literal_eval(self.domain or "[]"))
