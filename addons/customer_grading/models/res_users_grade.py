from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    def _grades_domain(self) -> Domain:
        """Return, for the record rules of rows with ``scheme_id`` and ``file_id``, which grades this user may see.

        Those of schemes that are open to whoever may open the file or to a role of the user, and those of customers
        of the own department and the ones below it. Made into SQL for every query, as ``_secrecy_domain``.
        """
        user_id = self.id

        def to_sql(model, alias, query):
            user = model.env["res.users"].browse(user_id)
            # sudo: which schemes are open to whom is no secret
            schemes = model.env["customer.grade.scheme"].sudo().with_context(active_test=False).search([])
            hidden = schemes.filtered(lambda scheme: not scheme._sees_all(user))
            if not hidden:
                return SQL("TRUE")
            conditions = [
                SQL("%s NOT IN %s", model._field_to_sql(alias, "scheme_id", query), hidden._ids),
                SQL("%s IN %s", model._field_to_sql(alias, "file_id", query), user._files_of_own_units()),
            ]
            if issubclass(model.pool[model._name], model.pool["customer.approval.mixin"]):
                # who decides reads what is decided, as long as it is
                conditions.append(SQL("%s IN %s", SQL.identifier(alias, "id"), user._approval_documents(model._name)))
            return SQL("(%s)", SQL(" OR ").join(conditions))

        return Domain.custom(to_sql=to_sql)

    def _files_of_own_units(self) -> SQL:
        """Return the ids of the files of the departments in which this user works, and of those below them."""
        # sudo: where a colleague works is no secret
        departments = self.sudo().with_context(active_test=False).employee_ids.filtered("active").department_id
        return SQL(
            """(
                SELECT file.id FROM customer_file file
                  JOIN hr_department below ON below.id = %(department_id)s
                  JOIN hr_department own ON below.parent_path LIKE own.parent_path || '%%' AND own.id = ANY(%(own)s)
            )""",
            department_id=SQL.identifier(
                "file", "department_id", to_flush=self.env["customer.file"]._fields["department_id"]
            ),
            own=departments.ids,
        )
