from odoo import fields, models


class CustomerFileApplicationRule(models.Model):
    """What happens only with the customer's scanned application (S1.7-3.3c)."""

    _name = "customer.file.application.rule"
    _description = "Scanned application"
    _inherit = ["customer.file.rule.mixin"]

    operation = fields.Selection(
        [("open", "Opening of the file"), ("rename", "Change of the customer's name")], required=True
    )

    def _matching_operation(self, file, operation: str):
        """Return the first rule in force for ``operation`` on ``file``."""
        rules = self._in_force(file.company_id)
        return next((rule for rule in rules if rule.operation == operation and rule._matches(file)), self.browse())
