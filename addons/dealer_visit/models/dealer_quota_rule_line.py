from odoo import fields, models

from .dealer_quota_rule import KINDS


class DealerQuotaRuleLine(models.Model):
    _name = "dealer.quota.rule.line"
    _description = "What a quota asks for"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "rule_id, id"

    rule_id = fields.Many2one("dealer.quota.rule", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(KINDS, string="What", required=True)
    minimum = fields.Integer("At Least", required=True, default=1)

    _minimum_positive = models.Constraint("CHECK(minimum > 0)", "A quota asks for one or more.")
    _kind_once = models.Constraint("UNIQUE(rule_id, kind)", "The quota asks for this already.")
