from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..packs.values import rule_models


class CustomerPolicyQuestions(models.TransientModel):
    """Shows the questions of a rule as rows: core lets one edit them on the documents only, with the gear."""

    _name = "customer.policy.questions"
    _description = "Edit questions"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference("Rule", model_field="res_model", required=True)
    line_ids = fields.One2many("customer.policy.question", "questions_id", string="Questions")

    def _get_rule(self):
        """Return the rule whose questions these are, which the user may change."""
        self.ensure_one()
        rule = (
            self.env[self.res_model].browse(self.res_id).exists() if self.res_model in rule_models(self.env) else None
        )
        if not rule or not rule._question_field():
            raise UserError(self.env._("This rule has no questions."))
        rule.check_access("write")
        return rule

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if values.get("res_model") and values.get("res_id") and "line_ids" in fields:
            rule = self.new(values)._get_rule()
            questions = self.env["customer.policy.question"]
            values["line_ids"] = [
                Command.create({"sequence": number, **questions._prepare_vals(definition)})
                for number, definition in enumerate(rule[rule._question_field()])
            ]
        return values

    def action_save(self):
        """Let the rule ask these questions from now on; what was answered to those that stay is kept."""
        self.ensure_one()
        rule = self._get_rule()
        known = {definition["name"]: definition for definition in rule[rule._question_field()]}
        rule[rule._question_field()] = [
            line._definition(known) for line in self.line_ids.sorted(lambda line: (line.sequence, line.id))
        ]
        return {"type": "ir.actions.act_window_close"}
