from odoo import models
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    def _own_departments(self) -> SQL:
        """Return, for record rules, the ids of the departments this user works in or manages, with all below these.

        SQL and not ids: the domain of a rule is kept, this follows a move to another department at once.
        """
        columns = {
            name: SQL.identifier(alias, name, to_flush=self.env[model]._fields[name])
            for alias, model, name in (
                ("employee", "hr.employee", "user_id"),
                ("employee", "hr.employee", "current_version_id"),
                ("version", "hr.version", "department_id"),
            )
        }
        return SQL(
            """(
                SELECT %(department_id)s FROM hr_employee employee
                  JOIN hr_version version ON version.id = %(current_version_id)s
                 WHERE %(user_id)s = %(user)s AND %(department_id)s IS NOT NULL
                 UNION ALL SELECT managed.id FROM %(managed)s managed
            )""",
            user=self.id,
            managed=self._managed_departments(),
            **columns,
        )
