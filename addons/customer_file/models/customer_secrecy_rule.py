import ast

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
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
        """Give those of ``records`` that the rule meets its level, where theirs is lower; return these."""
        self.ensure_one()
        # sudo: whether a rule meets a record does not depend on who asks
        met = records.sudo().filtered_domain(self._get_domain())
        lower = met.filtered(lambda record: record.own_secrecy_level_id.rank < self.level_id.rank)
        if not lower:
            return lower
        if self.mode == "observe":
            message = self.env._("The record would have got the level “%s”.", self.level_id.name)
            self._breached_by(lower, message)
            return lower
        lower.with_env(records.env)._classify(self.level_id, self._why())
        return lower

    def action_apply(self):
        """Apply the rules to the records there are: to some at once, to the rest as the scheduler comes to them."""
        self.check_access("write")
        for rule in self:
            if rule.sudo() not in rule._in_force(rule.company_id):  # sudo: compared, as _in_force returns them
                raise UserError(self.env._("%s is not in force: switch it on first.", rule.name))
        # sudo: nobody writes these; who may change a rule may apply it
        applications = self.env["customer.secrecy.application"].sudo()
        running = applications.search([("rule_id", "in", self.ids), ("state", "=", "running")])
        new = applications.create(
            [{"rule_id": rule.id, "user_id": self.env.uid} for rule in self - running.rule_id.sudo(False)]
        )
        for application in new:
            application._work_batch()
        if "running" in (running | new).mapped("state"):
            # sudo: see above
            self.env.ref("customer_file.ir_cron_customer_secrecy_application").sudo()._trigger()
        return self.action_view_applications()

    def action_view_applications(self):
        """Show when these rules were applied to the records there were."""
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_secrecy_application_action")
        return {**action, "domain": [("rule_id", "in", self.ids)]}
