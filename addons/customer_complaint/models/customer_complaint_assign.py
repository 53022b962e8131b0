from odoo import models
from odoo.exceptions import AccessError, UserError

SUPERVISOR = "customer_policy.group_supervisor"


class CustomerComplaintAssign(models.Model):
    """Giving a case to another colleague."""

    _inherit = "customer.complaint"

    def _assign(self, user):
        """Make ``user`` responsible; by a supervisor, or the manager of the unit that handles the case."""
        for complaint in self:
            complaint._check_may_assign(complaint.unit_id.department_id)
            complaint._check_assignable(user)
            # sudo: the manager of a unit need not be allowed to change anything else of the case
            complaint.sudo().user_id = user

    def _check_may_assign(self, department):
        """Refuse to give away what is another unit's.

        :raises AccessError: naming the case and who may
        """
        self.ensure_one()
        self.check_access("read")
        if self._is_about(self.env.user):
            message = f"{self.display_name}: {self._about_obstacle()}"
            raise AccessError(message)
        if self._is_final():
            raise UserError(self.env._("%s is closed: nothing of it changes any more.", self.display_name))
        managers = department._get_manager_chain() if department else self.env["res.users"]
        if self.env.su or self.env.user in managers or self.env.user.has_group(SUPERVISOR):
            return
        raise AccessError(
            self.env._(
                "%s is given to somebody else by a supervisor, or by the manager of its unit.", self.display_name
            )
        )

    def _check_assignable(self, user):
        """Refuse to give the case to one who is not there, whom it is about, or to whom it is closed."""
        self.ensure_one()
        # sudo: who works here is no secret
        known = user.sudo()
        if not known.active or known.share or self.company_id not in known.company_ids:
            raise UserError(
                self.env._("%(user)s does not work in %(company)s.", user=known.name, company=self.company_id.name)
            )
        self._check_not_about(user)
        if not self._is_cleared(user):
            raise UserError(
                self.env._("%(case)s: %(user)s has no clearance for it.", case=self.display_name, user=known.name)
            )

    def _check_not_about(self, user):
        """Refuse to give the case, or a task of it, to whom it is about."""
        self.ensure_one()
        if self._is_about(user):
            raise UserError(
                self.env._(
                    "%(case)s is about %(user)s: somebody else handles it.", case=self.display_name, user=user.name
                )
            )


class CustomerComplaintTaskAssign(models.Model):
    _inherit = "customer.complaint.task"

    def _reassign(self, user):
        """Give open tasks to ``user``; by a supervisor, or the manager of the unit that has them to do."""
        for task in self:
            if task.state != "open":
                raise UserError(self.env._("%s is not open any more.", task.display_name))
            task.complaint_id._check_may_assign(task.department_id)
            task.complaint_id._check_assignable(user)
            # sudo: who may was checked
            known = task.sudo()
            known.complaint_id.activity_ids.filtered(
                lambda activity, known=known: activity.user_id == known.user_id and activity.summary == known.name
            ).unlink()
            known._assign(user)
