from odoo import models


class CustomerComplaintSlips(models.Model):
    """Reminder slips while a case is open (催办单), investigation slips once it is closed (查办单, S1.2-13a, 13b)."""

    _inherit = "customer.complaint"

    def _deadline_users(self):
        return self.user_id or self.first_contact_id

    def _slip_addressees(self, deadline):
        """A slip about the case urges each department that has it now; before that, who accepts or wrote it down."""
        tasks = self.task_ids.filtered(lambda task: task.state == "open")
        by_department = {}
        for task in tasks:
            users = task.department_id._get_manager_user() or task._deadline_users()
            by_department[task.department_id] = by_department.get(task.department_id, users.browse()) | users
        unit = self.procedure_id.acceptance_unit_id
        if not tasks and self.state == "submitted" and unit:
            by_department[unit.department_id] = unit.department_id._get_manager_user() or unit._get_users()
        return [pair for pair in by_department.items() if pair[1]] or super()._slip_addressees(deadline)

    def _after_close(self):
        result = super()._after_close()
        # sudo: slips are written by the case only
        for case in self.sudo().filtered("procedure_id.investigation_slips"):
            case._investigate_late_tasks()
        return result

    def _investigate_late_tasks(self):
        """Ask each department whose task was late why, also where the case was in time."""
        deadlines = self.env["customer.deadline"].search(
            [("res_model", "=", self.task_ids._name), ("res_id", "in", self.task_ids.ids), ("state", "=", "late")],
            order="id",
        )
        tasks = {task.id: task for task in self.task_ids}
        for deadline in deadlines:
            if deadline.mode == "observe":
                message = self.env._("An investigation slip would have been written.")
                deadline.rule_id._breached_by(tasks[deadline.res_id], message)
                continue
            for department, users in tasks[deadline.res_id]._slip_addressees(deadline):
                slip = self.env["customer.deadline.slip"]._issue(deadline, "investigation", users, department)
                deadline._mail(slip.user_ids)
