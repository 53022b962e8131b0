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

    def _statistic_opened_domain(self) -> Domain:
        """Return, for statistics reports, those this user may open: of the own units, and of the company as appointed.

        Whoever opens a report reads its figures, and those of the company are for the supervisors (S0-06).
        """
        appointed = Domain("kind_id.responsible_id", "=", self.id) & Domain("responsible_id", "=", self.id)
        own = appointed & Domain("department_id", "=", False)
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

    def _small_groups_domain(self) -> Domain:
        """Return, for the record rule of figures, which of them this user may see.

        Those of so few customers that one of them could be told are for those who are cleared for all secrecy levels
        of the company, and who so may open each of their files.
        """
        user_id = self.id

        def to_sql(model, alias, query):
            levels = model.env["customer.secrecy.level"]._closed_to(user_id)
            if not levels:
                return SQL("TRUE")
            return SQL(
                "(%s IS NOT TRUE OR %s NOT IN (SELECT company_id FROM customer_secrecy_level WHERE id IN %s))",
                model._field_to_sql(alias, "is_small", query),
                model._field_to_sql(alias, "company_id", query),
                tuple(levels),
            )

        def is_shown(figure):
            # what was read is looked at once more before it is shown: no statement for that
            levels = figure.env["customer.secrecy.level"]
            closed = levels.browse(levels._closed_to(user_id)) if figure.is_small else levels
            return figure.company_id not in closed.sudo().company_id  # sudo: of which company a level is

        return Domain.custom(to_sql=to_sql, predicate=is_shown)
