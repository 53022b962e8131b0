from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customer_deadline import OPEN


class CustomerDeadlineWaiver(models.Model):
    """Waiving a deadline: by a manager with a reason and, where an approval rule says so, after an approval."""

    _name = "customer.deadline"
    _inherit = ["customer.deadline", "customer.approval.mixin"]

    waiver_reason = fields.Char("To Be Waived Because", readonly=True, help="The reason that is to be approved.")

    @api.model
    def _approval_operations(self):
        return {"waive": self.env._("Waive")}

    @api.model
    def _approval_fields(self, operation):
        return ["milestone", "waiver_reason"]

    def _approval_author(self):
        """Return the responsible: four eyes are not those of whoever is late."""
        return self.user_id

    def _after_approval(self, approval):
        self._close("waived", fields.Datetime.now(), self.waiver_reason)

    def _close(self, state, moment, reason=""):
        result = super()._close(state, moment, reason)
        if asked := self.filtered("waiver_reason"):
            asked._cancel_approvals(self.env._("The deadline is closed."))
        return result

    def _waive(self, reason: str):
        """Release the document from the deadline, or ask for the approval that this needs.

        :raises AccessError: when the user may not
        :raises UserError: without a reason, or when the deadline is closed
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the deadline is waived."))
        for deadline in self:
            deadline._check_waiver()
        # sudo: the right to waive was checked, and nobody writes deadlines otherwise
        for deadline in self.sudo():
            deadline.waiver_reason = reason
            if not deadline._approval_rules("waive")[1]:
                deadline._close("waived", fields.Datetime.now(), reason)
            elif deadline._request_approval("waive").state == "pending":
                deadline._log("asked", reason)

    def _check_waiver(self):
        self.ensure_one()
        self.check_access("read")
        if self.state not in OPEN:
            raise UserError(self.env._("%s is closed already.", self.display_name))
        if self.user_id == self.env.user:
            raise AccessError(self.env._("%s: nobody waives the own deadline.", self.display_name))
        managers = self.department_id._get_manager_chain()
        if not (self.env.user in managers or self.env.user.has_group("customer_policy.group_supervisor")):
            raise AccessError(
                self.env._(
                    "%s: a deadline is waived by a manager of the department or by a supervisor.", self.display_name
                )
            )
