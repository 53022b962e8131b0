from odoo import api, fields, models

from ..packs.values import held_lines


class CustomerPolicyRulePack(models.AbstractModel):
    """What a consultant does with a rule besides filling its form: packs, pasting of lines, trying it on the past."""

    _inherit = "customer.policy.rule.mixin"

    can_paste = fields.Boolean(compute="_compute_can_paste", compute_sudo=False)
    can_try = fields.Boolean(compute="_compute_can_try", compute_sudo=False)

    @api.depends_context("uid")
    def _compute_can_paste(self):
        self.can_paste = bool(held_lines(self)) and self.has_access("write")

    def _compute_can_try(self):
        mixin = self.env.registry["customer.policy.rule.mixin"]
        self.can_try = type(self)._past_breaches is not mixin._past_breaches

    @api.model
    def _pack_excluded_fields(self) -> set[str]:
        """Name stored fields that packs do not hold, besides the company and whether the rule is archived."""
        return set()

    def _pack_document_model(self) -> str:
        """Hook: name the model of the documents this rule is about, where that can be of another addon."""
        return ""

    def _pack_area(self) -> str:
        """Return the addon in whose packs this rule belongs: that of its documents."""
        self.ensure_one()
        model = self._pack_document_model()
        return self.env[model if model in self.env else self._name]._original_module

    def _past_breaches(self, date_from, date_to):
        """Return the documents of these days that would have broken this rule, had it been enforced.

        A rule model that can tell implements this, for the company of the rule. The documents come with superuser
        rights: how many there are is told, and those are shown that the user may open.
        """
        return NotImplemented

    def action_paste_lines(self):
        """Open the wizard that makes lines from a table copied in a spreadsheet."""
        return self._open_wizard("customer_policy.customer_policy_paste_action")

    def action_try_on_past(self):
        """Open the wizard that shows which past documents would have broken the rule."""
        return self._open_wizard("customer_policy.customer_policy_trial_action")

    def _open_wizard(self, xml_id: str):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {**action, "context": {"default_res_model": self._name, "default_res_id": self.id}}
