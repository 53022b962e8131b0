import ast

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CustomerGradeDomainMixin(models.AbstractModel):
    """A line of a grade scheme with a condition on customer files."""

    _name = "customer.grade.domain.mixin"
    _description = "Condition on customer files"

    @api.constrains("domain")
    def _check_domain(self):
        for line in self:
            try:
                line._get_domain().validate(self.env["customer.file"])
            except (ValueError, SyntaxError, TypeError, NotImplementedError) as error:
                raise ValidationError(
                    self.env._("%(line)s: the condition is wrong: %(error)s", line=line.display_name, error=error)
                ) from error

    def _get_domain(self) -> Domain:
        self.ensure_one()
        return self._parse_domain(self.domain)

    @api.model
    def _parse_domain(self, text: str) -> Domain:
        return Domain(ast.literal_eval(text or "[]"))
