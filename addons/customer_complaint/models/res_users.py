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
        """Return, for complaints, those this user wrote down, was told of or answers for, and those with a task."""
        user_id = self.id

        def to_sql(model, alias, query):
            user = model.env["res.users"].browse(user_id)
            return SQL("%s IN (%s)", SQL.identifier(alias, "id"), user._open_complaint_tasks("complaint_id"))

        own = Domain.OR(Domain(name, "=", self.id) for name in ("create_uid", "first_contact_id", "user_id"))
        # who was told of a merged case first follows the one it went into
        own |= Domain("merged_case_ids", "any!", [("first_contact_id", "=", self.id)])
        return own | Domain.custom(to_sql=to_sql)

    def _complaint_departments(self):
        """Return the departments this user works in or manages."""
        # sudo: who works in and manages which department is no secret
        employees = self.sudo().employee_ids
        return employees.department_id | employees.department_id.search([("manager_id", "in", employees.ids)])

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
        known, departments = self.sudo(), self._complaint_departments()
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

    def _complaint_measures_domain(self) -> Domain:
        """Return, for improvement measures, those this user carries out, urges or judges, also of closed cases."""
        user_id = self.id

        def to_sql(model, alias, query):
            user = model.env["res.users"].browse(user_id)
            # sudo: in which department one works, and with which role
            groups = user.sudo().all_group_ids._ids or (0,)
            departments = user._complaint_departments()._ids or (0,)
            return SQL(
                """%(id)s IN (SELECT measure.id FROM customer_complaint_measure measure
                     JOIN customer_complaint complaint ON complaint.id = measure.complaint_id
                     LEFT JOIN customer_complaint_procedure rule ON rule.id = complaint.procedure_id
                     LEFT JOIN customer_complaint_unit unit ON unit.id IN (rule.urging_unit_id, rule.effect_unit_id)
                    WHERE measure.user_id = %(user)s OR measure.department_id IN %(departments)s
                       OR unit.department_id IN %(departments)s
                       OR unit.department_id IS NULL AND unit.group_id IN %(groups)s)""",
                id=SQL.identifier(alias, "id"),
                user=user_id,
                departments=departments,
                groups=groups,
            )

        return Domain.custom(to_sql=to_sql)
