from odoo import api, fields, models
from odoo.exceptions import UserError


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

    rule_kind = fields.Char("Kind of Rule", compute="_compute_rule_kind")

    _document = models.Index("(res_model, res_id)")

    @api.depends("rule_model")
    def _compute_rule_kind(self):
        for observation in self:
            # sudo: what a kind of rule is called is no secret
            observation.rule_kind = self.env["ir.model"].sudo()._get(observation.rule_model).name

    def action_open_rule(self):
        """Show the rule, to whom it is open."""
        self.ensure_one()
        domain = [("code", "=", self.rule_code), ("company_id", "=", self.company_id.id)]
        found = self.rule_model in self.env and self.env[self.rule_model].with_context(active_test=False).search(domain)
        if not found:
            raise UserError(self.env._("The rule “%s” was deleted.", self.rule_name))
        return found._get_records_action()

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
