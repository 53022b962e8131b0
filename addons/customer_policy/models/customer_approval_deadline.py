from odoo import api, models


class CustomerApprovalDeadline(models.Model):
    """Who is asked decides in time, where a deadline rule says so: each level of a request has its term."""

    _name = "customer.approval"
    _inherit = ["customer.approval", "customer.deadline.mixin"]

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "decide": self.env._("Decide")}

    def _deadline_users(self):
        return self.approver_ids

    def _document_user(self):
        return self.approver_ids[:1]

    def _document_department(self):
        """Return the department of the one asked, whose managers are told; or else that of the document."""
        # sudo: in which department a colleague works is no secret
        asked = self.sudo().with_company(self.company_id).approver_ids[:1]
        return (asked.employee_id.department_id or self.sudo().department_id).sudo(self.env.su)

    def _ask_deciders(self):
        result = super()._ask_deciders()
        for approval in self:
            for deadline in approval._open_deadlines():
                deadline.write(deadline._prepare_people_vals(approval))
        return result

    def _go_on(self):
        if not self._can_have_deadlines():
            return super()._go_on()
        decided = self.decision_ids[-1:].level
        going_on = self.state == "pending"
        if decided and not (going_on and decided == self.level):
            # before others are asked: it was the term of those who decided
            self._meet_deadline("decide")
        result = super()._go_on()
        if going_on and decided != self.level:
            self._start_deadline("decide")
        return result

    def _end(self, ended, reason):
        result = super()._end(ended, reason)
        self._cancel_deadlines(reason)
        return result
