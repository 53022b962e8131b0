from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    def _statistic_units(self) -> SQL:
        """Return, for record rules, the ids of the departments this user is a statistician of."""
        columns = {
            name: SQL.identifier("appointed", name, to_flush=self.env["customer.statistic.statistician"]._fields[name])
            for name in ("user_id", "active")
        }
        return SQL(
            """(SELECT appointed.department_id FROM customer_statistic_statistician appointed
                 WHERE %(user_id)s = %(user)s AND %(active)s)""",
            user=self.id,
            **columns,
        )

    def _statistic_own_domain(self) -> Domain:
        """Return, for statistics reports, those this user draws up: own ones, and those of the own units."""
        own = Domain("responsible_id", "=", self.id) & Domain("department_id", "=", False)
        return own | Domain("department_id", "in", self._statistic_units())

    def _statistic_reports_domain(self) -> Domain:
        """Return, for statistics reports, those this user reads: statistics are kept by the supervisors (S0-06).

        The others see what they draw up, with the reports of units that are part of it, or are responsible for, what
        the units they manage report, and what they decide on as long as they do.
        """
        own = self._statistic_own_domain()
        return (
            own
            | Domain("parent_id", "any!", own)
            | Domain("responsible_id", "=", self.id)
            | Domain("department_id", "in", self._managed_departments())
            | Domain("id", "in", self._approval_documents("customer.statistic.report"))
        )
