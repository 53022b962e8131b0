from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    def _statistic_reports_domain(self) -> Domain:
        """Whoever was sent an issued report, or given it as an answer, reads it."""
        return super()._statistic_reports_domain() | (
            Domain("state", "=", "issued") & Domain("id", "in", self._statistic_reports_received())
        )

    def _statistic_reports_received(self) -> SQL:
        """Return, for record rules, the ids of the reports this user got."""
        receipts = self.env["customer.statistic.receipt"]
        columns = {
            name: SQL.identifier("received", name, to_flush=receipts._fields[name])
            for name in ("report_id", "user_id", "outcome")
        }
        return SQL(
            """(SELECT %(report_id)s FROM customer_statistic_receipt received
                 WHERE %(user_id)s = %(user)s AND %(outcome)s = 'got')""",
            user=self.id,
            **columns,
        )
