from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerBusinessRule(models.Model):
    """Credit as a condition of doing business (S4.credit-4a, S4.credit-4b, S4.credit-6)."""

    _inherit = "customer.business.rule"

    check = fields.Selection(
        selection_add=[
            ("credit", "Stays within the Credit Limit"),
            ("credit_term", "Has Payment Terms of the Credit Level"),
        ],
        ondelete={"credit": "cascade", "credit_term": "cascade"},
    )
    credit_without_standing = fields.Selection(
        [("pass", "Are Not Checked"), ("level", "Are Treated as of a Level")],
        string="Customers Never Evaluated",
        required=True,
        default="pass",
    )
    credit_level_id = fields.Many2one(
        "customer.credit.level", string="Treated As", index="btree_not_null", check_company=True, ondelete="restrict"
    )
    credit_over_limit = fields.Selection(
        [("stop", "Stops"), ("release", "May Be Released by Approval")],
        string="What Is Over the Limit",
        required=True,
        default="stop",
    )

    @api.constrains("credit_without_standing", "credit_level_id")
    def _check_credit_level(self):
        for rule in self:
            if rule.credit_without_standing == "level" and not rule.credit_level_id:
                raise ValidationError(
                    self.env._("%s: say which level customers without one are treated as.", rule.name)
                )
