from odoo import models


class HrDepartment(models.Model):
    _inherit = "hr.department"

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

    def write(self, vals):
        result = super().write(vals)
        if {"manager_id", "parent_id"} & set(vals):
            self.env["customer.approval"]._ask_anew("manager")
        return result
