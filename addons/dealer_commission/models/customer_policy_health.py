from datetime import timedelta

from odoo import api, models

from odoo.addons.customer_policy.models.customer_policy_health import Check


class CustomerPolicyHealth(models.Model):
    _inherit = "customer.policy.health"

    @api.model
    def _checks(self):
        return [*super()._checks(), self._check_commission_statements()]

    @api.model
    def _check_commission_statements(self) -> Check:
        company = self.env.company
        # the job has the whole first day of a month
        last = (company._policy_today() - timedelta(days=1)).replace(day=1) - timedelta(days=1)
        statements = self.env["dealer.commission.statement"]
        schemes = self.env["dealer.commission.scheme"]._in_force(company)
        lacking = schemes.filtered(
            lambda scheme: (
                # sudo: only whether somebody earns by it
                statements.sudo()._assigned_partners(company, scheme.kind, last.replace(day=1), last)
                and not statements._is_made(company, scheme.kind, last)
            )
        )
        return Check(
            "commission_statements",
            self.env._("Commission Statements Not Made"),
            self.env._("The statements of the month before are made."),
            self.env._("The statements of the month before are not made; try it by hand to see what is in the way."),
            "dealer.commission.scheme",
            [("id", "in", lacking.ids)],
            "problem",
        )
