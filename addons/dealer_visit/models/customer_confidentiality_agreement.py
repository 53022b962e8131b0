from odoo import api, fields, models
from odoo.exceptions import ValidationError

FRANCHISE = [("franchise", "Franchise agreement with a dealer")]


class CustomerConfidentialityAgreement(models.Model):
    """An agreement with a franchised dealer, which divides the responsibility for information security (S1.8-09)."""

    _inherit = "customer.confidentiality.agreement"

    kind = fields.Selection(selection_add=FRANCHISE, ondelete={"franchise": "set principal"})

    @api.constrains("kind", "partner_id")
    def _check_franchisee(self):
        for agreement in self:
            if agreement.kind == "franchise" and not agreement.partner_id:
                raise ValidationError(self.env._("A franchise agreement names the dealer."))


class CustomerConfidentialityAgreementRule(models.Model):
    _inherit = "customer.confidentiality.agreement.rule"

    kind = fields.Selection(selection_add=FRANCHISE, ondelete={"franchise": "cascade"})
