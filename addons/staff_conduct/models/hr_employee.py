from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _conduct_head(self):
        """Return who heads the department of this employee; of a head, the next above."""
        self.ensure_one()
        # sudo: who heads a department is no secret
        employee = self.sudo()
        department = employee.department_id
        while department and department.manager_id in (employee, self.browse()):
            department = department.parent_id
        return department.manager_id.sudo(self.env.su)  # sudo: back to the rights of the caller

    def _conduct_mentor(self):
        """Return the mentor (带教) of this employee while the probation lasts."""
        self.ensure_one()
        # sudo: who guides a new colleague is no secret
        probations = self.env["staff.probation"].sudo()
        found = probations.search(
            [("employee_id", "=", self.id), ("state", "in", probations._running_states())], limit=1
        )
        return found.mentor_id.sudo(self.env.su)  # sudo: back to the rights of the caller
