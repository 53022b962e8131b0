from odoo import api, fields, models


class CustomerSecrecyChange(models.Model):
    """The register of secrecy levels given and taken away."""

    _name = "customer.secrecy.change"
    _description = "Change of a secrecy level"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "document_name"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    res_model = fields.Char("Model of the Record", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True)
    document_name = fields.Char("Name of the Record", readonly=True)
    old_level_id = fields.Many2one("customer.secrecy.level", readonly=True, ondelete="restrict")
    new_level_id = fields.Many2one("customer.secrecy.level", readonly=True, ondelete="restrict", index=True)
    reason = fields.Text(required=True, readonly=True)

    _document = models.Index("(res_model, res_id)")

    @api.model
    def _record(self, records, new_level, reason: str):
        """Add a row for each of ``records``, which are about to get another level of their own."""
        return self.create(
            [
                {
                    "company_id": record.company_id.id,
                    "date": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "res_model": record._name,
                    "res_id": record.id,
                    # the title of a row under a file may be its content
                    "document_name": record._secrecy_title(),
                    "old_level_id": record.own_secrecy_level_id.id,
                    "new_level_id": new_level.id,
                    "reason": reason,
                }
                for record in records
            ]
        )

    @api.model
    def _record_terms(self, level, changes: str):
        """Add a row about a level whose terms were changed."""
        return self.create(
            {
                "company_id": level.company_id.id,
                "date": fields.Datetime.now(),
                "user_id": self.env.uid,
                "res_model": level._name,
                "res_id": level.id,
                "document_name": level.name,
                "old_level_id": level.id,
                "new_level_id": level.id,
                "reason": changes,
            }
        )
