from odoo import api, fields, models
from odoo.tools import SQL


class HrDepartment(models.Model):
    _inherit = "hr.department"

    policy_code = fields.Char("Code in Numbers", help="Stands in the numbers of the department's documents.")

    def _get_policy_code(self):
        """Return the code that stands in numbers: the department's, or that of the nearest one above it."""
        # sudo: it is printed on every document
        department = self.sudo()
        while department and not department.policy_code:
            department = department.parent_id
        return department.policy_code or ""

    def _get_manager_user(self):
        """Return the user who manages this department.

        A department without a manager, or whose manager has no user, is
        managed by its parent's; the result is empty when the chain has none.
        """
        # not the first of _get_manager_chain: lists of documents ask for each, from the cache
        # sudo: an employee's file is not readable for everybody, who manages a department is no secret
        department = self.sudo()
        while department:
            user = department.manager_id.user_id
            if user.active:
                # sudo: back to the rights of the caller
                return user.sudo(self.env.su)
            department = department.parent_id
        return self.env["res.users"]

    def _get_manager_chain(self):
        """Return the users who manage this department, its parent's and so on, each once, the nearest first."""
        # in SQL, since each approval asks: who manages a department is no secret
        self.env["hr.department"].flush_model(["manager_id", "parent_id"])
        self.env["hr.employee"].flush_model(["user_id"])
        self.env["res.users"].flush_model(["active"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE chain AS (
                    SELECT id, parent_id, manager_id, 1 AS height FROM hr_department WHERE id = %s
                    UNION ALL
                    SELECT above.id, above.parent_id, above.manager_id, height + 1
                      FROM hr_department above JOIN chain ON above.id = chain.parent_id
                )
                SELECT manager.id FROM chain
                  JOIN hr_employee employee ON employee.id = chain.manager_id
                  JOIN res_users manager ON manager.id = employee.user_id AND manager.active
                 GROUP BY manager.id ORDER BY min(height)
                """,
                self.id or None,
            )
        )
        return self.env["res.users"].browse(user_id for (user_id,) in rows)

    @api.model
    def _of_height(self, company, height: int):
        """Return the departments of ``company`` that have so many levels, with their own, up to the highest."""
        # sudo: how a company is organised is no secret
        departments = self.sudo().search([("company_id", "in", (company.id, False))])
        return departments.filtered(lambda one: len(one.parent_path.strip("/").split("/")) >= height)

    def write(self, vals):
        result = super().write(vals)
        if {"manager_id", "parent_id"} & set(vals):
            self.env["customer.approval"]._ask_anew("manager")
        return result

    def unlink(self):
        result = super().unlink()
        self.env["customer.approval"]._ask_anew("manager")
        return result
