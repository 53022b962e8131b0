from odoo import models


class ResUsersApikeys(models.Model):
    _inherit = "res.users.apikeys"

    def _generate(self, scope, name, expiration_date):
        """An API key connects another system: the rule asks for an agreement about that (S1.8-39)."""
        user = self.env.user
        for company in user.company_ids:
            rules = self.env["customer.confidentiality.agreement.rule"]._in_force(company)
            for rule in rules.filtered("for_api_keys"):
                if rule._uncovered(user):
                    rule._breached_by(
                        user,
                        self.env._("%s gets no API key: no agreement about the connection is in force.", user.name),
                    )
        return super()._generate(scope, name, expiration_date)
