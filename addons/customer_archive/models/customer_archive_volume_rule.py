from odoo import api, fields, models


class CustomerArchiveVolumeRule(models.Model):
    """How a volume is closed: by whom, with which points checked, with a list of contents (S2.2-20, 21, 26)."""

    _name = "customer.archive.volume.rule"
    _description = "Rule for closing volumes"
    _inherit = ["customer.policy.rule.mixin"]

    class_ids = fields.Many2many(
        "customer.archive.class",
        string="Classes",
        check_company=True,
        help="The rule meets volumes of these classes; empty: all.",
    )
    archivist_only = fields.Boolean(
        "Closed by the Archivist", help="Only the keeper of the archive department closes volumes."
    )
    needs_contents = fields.Boolean(
        "List of Contents", help="An up-to-date list of contents lies at the front before the volume is closed."
    )
    point_ids = fields.One2many("customer.archive.volume.rule.point", "rule_id", string="Points to Check", copy=True)

    @api.model
    def _matching(self, volume):
        """Return the rule that counts for ``volume``, or an empty recordset."""
        return self._counting(volume.company_id, lambda rule: not rule.class_ids or volume.class_id in rule.class_ids)


class CustomerArchiveVolumeRulePoint(models.Model):
    _name = "customer.archive.volume.rule.point"
    _description = "Point to check before a volume is closed"
    _order = "sequence, id"

    rule_id = fields.Many2one("customer.archive.volume.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
