from odoo import api, fields, models


class CustomerPolicyObservation(models.Model):
    """What a rule in mode observe would have stopped."""

    _name = "customer.policy.observation"
    _description = "Rule observation"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "rule_name"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    rule_model = fields.Char(required=True, readonly=True)
    rule_code = fields.Char(required=True, readonly=True)
    rule_name = fields.Char(string="Rule", required=True, readonly=True)
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", readonly=True)
    message = fields.Text(string="What would have happened", required=True, readonly=True)

    _document = models.Index("(res_model, res_id)")

    @api.model
    def _record(self, rule, records, message: str):
        """Add one row per document that broke ``rule``."""
        # sudo: users have no right to write into the register; the rows hold no content of the document
        return self.sudo().create(
            [
                {
                    "company_id": rule.company_id.id,
                    "user_id": self.env.uid,
                    "rule_model": rule._name,
                    "rule_code": rule.code,
                    "rule_name": rule.name,
                    "res_model": record._name,
                    "res_id": record.id,
                    "message": message,
                }
                for record in records
            ]
        )
