import ast

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CustomerSecrecyRule(models.Model):
    """What gets which secrecy level by itself: a franchise contract 绝密, a call record 机密 (S1.5-6.1, S1.5-6.2).

    The level is given when a record is made, or comes to meet the condition; it is never lowered by a rule.
    """

    _name = "customer.secrecy.rule"
    _description = "Secrecy rule"
    _inherit = ["customer.policy.rule.mixin"]

    res_model = fields.Selection(selection="_selection_res_model", string="Records", required=True)
    domain = fields.Char("Condition", default="[]", help="The rule meets records that fulfil this.")
    level_id = fields.Many2one("customer.secrecy.level", required=True, check_company=True, ondelete="restrict")

    @api.model
    def _secret_models(self) -> list[str]:
        """Name the models of records that have a secrecy level."""
        parent = self.env.registry["customer.secret.mixin"]
        return sorted(
            name for name, model in self.env.registry.items() if not model._abstract and issubclass(model, parent)
        )

    @api.model
    def _selection_res_model(self) -> list[tuple[str, str]]:
        # sudo: what a model is called is no secret
        return [(name, self.env["ir.model"].sudo()._get(name).name) for name in self._secret_models()]

    @api.constrains("res_model", "domain")
    def _check_domain(self):
        for rule in self:
            try:
                rule._get_domain().validate(self.env[rule.res_model])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._("%(rule)s: the condition is wrong: %(error)s", rule=rule.name, error=error)
                ) from error

    def _get_domain(self) -> Domain:
        self.ensure_one()
        return Domain(ast.literal_eval(self.domain or "[]"))

    @api.model
    @tools.ormcache("res_model")
    def _condition_fields(self, res_model: str) -> frozenset[str]:
        """Name the fields that the conditions of the rules look at."""
        # sudo: rules are configuration without secrets
        rules = self.sudo().search([("res_model", "=", res_model), ("mode", "!=", "off")])
        return frozenset(
            condition.field_expr.partition(".")[0]
            for rule in rules
            for condition in rule._get_domain().iter_conditions()
        )

    def _classify(self, records):
        """Give those of ``records`` that the rule meets its level, where theirs is lower."""
        self.ensure_one()
        # sudo: whether a rule meets a record does not depend on who asks
        met = records.sudo().filtered_domain(self._get_domain())
        lower = met.filtered(lambda record: record.own_secrecy_level_id.rank < self.level_id.rank)
        if not lower:
            return
        if self.mode == "observe":
            message = self.env._("The record would have got the level “%s”.", self.level_id.name)
            self._breached_by(lower, message)
            return
        lower.with_env(records.env)._classify(self.level_id, self._why())
