from typing import Self

from odoo import api, fields, models


class CustomerFileRuleMixin(models.AbstractModel):
    """A rule about customer files of some kinds, or of all."""

    _name = "customer.file.rule.mixin"
    _description = "Rule about customer files"
    _inherit = ["customer.policy.rule.mixin"]

    kind_ids = fields.Many2many(
        "customer.file.kind",
        string="Kinds",
        check_company=True,
        help="The rule meets files of these kinds; empty: all.",
    )

    @api.model
    def _matching(self, file) -> Self:
        """Return the rule that counts for ``file``, or an empty recordset; one that observes hides no enforced one."""
        return self._counting(file.company_id, lambda rule: rule._matches(file))

    def _matches(self, file) -> bool:
        self.ensure_one()
        return not self.kind_ids or file.kind_id in self.kind_ids
