from odoo import api, fields, models


class CustomerPolicyRuleQuestions(models.AbstractModel):
    """Rules that say what a document asks, in a field of its own kind (``PropertiesDefinition``)."""

    _inherit = "customer.policy.rule.mixin"

    can_ask = fields.Boolean(compute="_compute_questions", compute_sudo=False)
    question_names = fields.Char("What Is Asked", compute="_compute_questions", compute_sudo=False)

    @api.model
    def _question_field(self) -> str:
        """Name the field with the questions, empty where the rule asks none."""
        return next((name for name, field in self._fields.items() if field.type == "properties_definition"), "")

    @api.depends(lambda self: [self._question_field()] if self._question_field() else [])
    @api.depends_context("uid")
    def _compute_questions(self):
        name = self._question_field()
        for rule in self:
            rule.can_ask = bool(name) and rule.has_access("write")
            questions = rule[name] if name else []
            rule.question_names = ", ".join(one.get("string") or one["name"] for one in questions)

    def action_edit_questions(self):
        """Open the questions as rows."""
        return self._open_wizard("customer_policy.customer_policy_questions_action")
