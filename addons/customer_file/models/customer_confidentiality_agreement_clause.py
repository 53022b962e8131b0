from odoo import fields, models


class CustomerConfidentialityAgreementClause(models.Model):
    """A clause of an agreement, ticked by who read it."""

    _name = "customer.confidentiality.agreement.clause"
    _description = "Clause of an agreement"
    _inherit = ["customer.record.line.mixin"]
    _record_field = "agreement_id"
    _order = "id"

    agreement_id = fields.Many2one("customer.confidentiality.agreement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="agreement_id.company_id", store=True, precompute=True, index=True)
    rule_clause_id = fields.Many2one(
        "customer.confidentiality.agreement.rule.clause", string="Required Clause", index=True, ondelete="set null"
    )
    name = fields.Char("Clause", required=True)
    is_included = fields.Boolean("In the Agreement")
    place = fields.Char("Where", help="Article or page.")
