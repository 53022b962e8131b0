from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..packs.values import rule_models


class CustomerPolicyTrial(models.TransientModel):
    """Tries a rule on documents of the past, before it is switched on. Nothing is written."""

    _name = "customer.policy.trial"
    _description = "Try a rule on past documents"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference("Rule", model_field="res_model", required=True)
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self) - relativedelta(years=1)
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)

    _dates_in_order = models.Constraint("CHECK(date_from <= date_to)", "The first day comes after the last one.")

    def _get_rule(self):
        """Return the rule that is tried, which the user may read."""
        self.ensure_one()
        if self.res_model not in rule_models(self.env):
            raise UserError(self.env._("This rule cannot be tried."))
        rule = self.env[self.res_model].browse(self.res_id).exists()
        rule.check_access("read")
        return rule

    def action_try(self):
        """Show the documents that would have broken the rule."""
        self.ensure_one()
        rule = self._get_rule()
        documents = rule._past_breaches(self.date_from, self.date_to)
        if documents is NotImplemented:
            raise UserError(self.env._("This rule cannot be tried."))
        shown = documents.sudo(False)._filtered_access("read")
        if not shown:
            message = self.env._(
                "%(rule)s: %(count)s documents of these days would have broken the rule.",
                rule=rule.name,
                count=len(documents),
            )
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "message": message,
                    "type": "warning" if documents else "success",
                    "next": {"type": "ir.actions.act_window_close"},
                },
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Would Have Broken: %s", rule.name),
            "res_model": shown._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", shown.ids)],
        }
