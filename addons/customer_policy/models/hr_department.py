from odoo import fields, models


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
        users = self.env["res.users"]
        # sudo: see _get_manager_user
        department = self.sudo()
        while department:
            if department.manager_id.user_id.active:
                users |= department.manager_id.user_id
            department = department.parent_id
        # sudo: back to the rights of the caller
        return users.sudo(self.env.su)
