from odoo import fields, models


class StaffCheckRuleItem(models.Model):
    """One thing that is looked at."""

    _name = "staff.check.rule.item"
    _description = "Item of a check"
    _order = "sequence, id"

    rule_id = fields.Many2one("staff.check.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
