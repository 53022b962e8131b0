from odoo import api, models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _make_access_error(self, operation, records):
        """Register a refused opening of what is secret (S1.7-6, S2.1-07); every refusal by a record rule ends here.

        Core names the records to whom looks for errors; of what has a secrecy level a name may be content.
        """
        if operation == "read" and getattr(records, "_secrecy_registers", False):
            self.env["customer.access.log"]._record("refused", records)
        secrets = issubclass(self.env.registry[records._name], self.env.registry["customer.secrecy.mixin"])
        # sudo: only whether there is a level
        if not (secrets and records.sudo().exists().secrecy_level_id):
            return super()._make_access_error(operation, records)
        records.invalidate_recordset()  # as core does: nothing of it stays in memory
        return AccessError(
            self.env._(
                "Records of “%s” are closed to you here. "
                "Who needs them for work asks for access in the index of files.",
                self.env["ir.model"].sudo()._get(records._name).name,  # sudo: what a model is called is no secret
            )
        )
