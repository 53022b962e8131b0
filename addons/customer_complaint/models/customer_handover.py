from odoo import api, fields, models

from odoo.addons.customer_file.models.customer_handover_items import Source


class CustomerHandover(models.Model):
    """Who leaves hands over the unfinished cases and the open tasks of complaints."""

    _inherit = "customer.handover"

    @api.model
    def _handover_sources(self, user, company):
        # sudo: as for the other items: the list names what there is, whoever makes it
        env = self.sudo().env
        mine = [("company_id", "=", company.id), ("user_id", "=", user.id)]
        cases = env["customer.complaint"]
        return [
            *super()._handover_sources(user, company),
            Source("complaint", cases.search([*mine, ("state", "not in", cases._final_states)])),
            Source("complaint_task", env["customer.complaint.task"].search([*mine, ("state", "=", "open")])),
        ]

    def _transfer_complaint(self, lines, successor):
        cases = lines._records("customer.complaint")
        cases.filtered(lambda case: case.user_id == self.leaver_id and not case._is_final()).write(
            {"user_id": successor.id}
        )

    def _transfer_complaint_task(self, lines, successor):
        tasks = lines._records("customer.complaint.task")
        for task in tasks.filtered(lambda task: task.user_id == self.leaver_id and task.state == "open"):
            task.complaint_id._check_not_about(successor)
            task.user_id = successor


class CustomerHandoverLine(models.Model):
    _inherit = "customer.handover.line"

    kind = fields.Selection(
        selection_add=[("complaint", "Complaint"), ("complaint_task", "Task of a Complaint")],
        ondelete={"complaint": "set default", "complaint_task": "set default"},
    )
