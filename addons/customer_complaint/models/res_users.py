from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    def _complaint_tasks_domain(self) -> Domain:
        """Return, for tasks of complaints, which of them are for this user: the own, and those of the own unit.

        It is made into SQL anew for every query, so that it follows changes of departments at once. Odoo keeps the
        domain of a rule for as long as it runs: it holds the user's id, since a record would keep a closed cursor.
        """
        user_id = self.id

        def to_sql(model, alias, query):
            user = model.env["res.users"].browse(user_id)
            return SQL("%s IN (%s)", SQL.identifier(alias, "id"), user._open_complaint_tasks("id"))

        return Domain.custom(to_sql=to_sql)

    def _complaint_cases_domain(self) -> Domain:
        """Return, for complaints, those this user wrote down or was told of first, and those with a task for it."""
        user_id = self.id

        def to_sql(model, alias, query):
            user = model.env["res.users"].browse(user_id)
            return SQL("%s IN (%s)", SQL.identifier(alias, "id"), user._open_complaint_tasks("complaint_id"))

        own = Domain("create_uid", "=", self.id) | Domain("first_contact_id", "=", self.id)
        return own | Domain.custom(to_sql=to_sql)

    def _complaint_units_domain(self) -> Domain:
        """Return, for units that handle complaints, those this user is a member of."""
        user_id = self.id

        def to_sql(model, alias, query):
            # sudo: see _open_complaint_tasks
            user = model.env["res.users"].sudo().browse(user_id)
            units = model.env["customer.complaint.unit"].sudo().search([("company_id", "in", user.company_ids.ids)])
            mine = units.filtered(lambda unit: user in unit._get_users())
            return SQL("%s IN %s", SQL.identifier(alias, "id"), mine._ids or (0,))

        return Domain.custom(to_sql=to_sql)

    def _open_complaint_tasks(self, column: str) -> SQL:
        """Return the query for a column of the open tasks for this user; those of its unit until somebody took them."""
        # sudo: in which department one works, and with which role
        known = self.sudo()
        departments = known.employee_ids.department_id
        departments |= departments.search([("manager_id", "in", known.employee_ids.ids)])
        return SQL(
            """SELECT task.%(column)s FROM customer_complaint_task task
                WHERE task.state = 'open' AND (task.user_id = %(user)s OR task.user_id IS NULL AND (
                      task.department_id IN %(departments)s
                      OR task.department_id IS NULL AND task.group_id IN %(groups)s))""",
            column=SQL.identifier(column),
            user=self.id,
            departments=departments._ids or (0,),
            groups=known.all_group_ids._ids or (0,),
        )
