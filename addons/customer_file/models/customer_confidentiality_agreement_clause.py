from odoo import api, fields, models


class CustomerConfidentialityAgreementClause(models.Model):
    """A clause of an agreement, ticked by who read it."""

    _name = "customer.confidentiality.agreement.clause"
    _description = "Clause of an agreement"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _record_field = "agreement_id"
    _fixed_fields = ("agreement_id",)
    _order = "id"

    agreement_id = fields.Many2one("customer.confidentiality.agreement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="agreement_id.company_id", store=True, precompute=True, index=True)
    rule_clause_id = fields.Many2one(
        "customer.confidentiality.agreement.rule.clause", string="Required Clause", index=True, ondelete="set null"
    )
    name = fields.Char("Clause", required=True)
    is_included = fields.Boolean("In the Agreement")
    place = fields.Char("Where", help="Article or page.")

    @api.model_create_multi
    def create(self, vals_list):
        clauses = super().create(vals_list)
        clauses._check_unsigned()
        return clauses

    def write(self, vals):
        self._check_unsigned()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_unsigned()

    def _check_unsigned(self):
        """Refuse to change by hand what was signed."""
        if not self.env.su:
            self.agreement_id._check_not_active()
