from odoo import api, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _make_access_error(self, operation, records):
        """Register a refused opening of what is secret (S1.7-6, S2.1-07); every refusal by a record rule ends here."""
        if operation == "read" and getattr(records, "_secrecy_registers", False):
            self.env["customer.access.log"]._record("refused", records)
        return super()._make_access_error(operation, records)
