from odoo import api, models

from odoo.addons.customer_policy.models.customer_policy_health import Check


class CustomerPolicyHealth(models.Model):
    _inherit = "customer.policy.health"

    @api.model
    def _checks(self):
        return [*super()._checks(), self._check_conduct()]

    @api.model
    def _check_conduct(self) -> Check:
        return Check(
            "conduct_approval",
            self.env._("Conduct Cases Nobody Decides"),
            self.env._("Somebody decides on each conduct case that was submitted."),
            self.env._("The decision on these conduct cases was requested, and no person is left who may decide."),
            "customer.approval",
            [
                ("company_id", "=", self.env.company.id),
                ("res_model", "=", "staff.conduct.case"),
                ("state", "=", "pending"),
                ("approver_ids", "=", False),
            ],
            "problem",
        )
