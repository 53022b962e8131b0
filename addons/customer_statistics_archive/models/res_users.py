from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    def _statistic_reports_domain(self):
        """An approved request opens a report to who asked for it, for its time (S0-22)."""
        user_id = self.id

        def granted(model, alias, _query):
            grants = model.env["customer.access.grant"]
            return grants._granted_sql(user_id, "customer.statistic.report", SQL.identifier(alias, "id"))

        return super()._statistic_reports_domain() | Domain.custom(to_sql=granted)
