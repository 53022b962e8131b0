from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerFileReviewRule(models.Model):
    """Who reviews a file before it counts (S1.12-1, S1.9-4.1d)."""

    _name = "customer.file.review.rule"
    _description = "Review of customer files"
    _inherit = ["customer.file.rule.mixin"]

    reviewer = fields.Selection(
        [
            ("superior", "Direct superior of the responsible"),
            ("department_manager", "Manager of the responsible department"),
            ("group", "Members of a group"),
        ],
        required=True,
        default="superior",
    )
    group_id = fields.Many2one("res.groups", ondelete="restrict")

    @api.constrains("reviewer", "group_id")
    def _check_group(self):
        for rule in self:
            if rule.reviewer == "group" and not rule.group_id:
                raise ValidationError(self.env._("%s: say which group reviews.", rule.name))

    def _allows(self, user, file) -> bool:
        """Say whether ``user`` is the reviewer of ``file``. Nobody reviews the own file."""
        self.ensure_one()
        if user in (file.responsible_id, file.submitted_by_id):
            return False
        if self.reviewer == "group":
            return self.group_id in user.all_group_ids
        return user == self._reviewer_user(file)

    def _reviewer_user(self, file):
        """Return the one person who reviews ``file``; empty when a group does or nobody is found."""
        self.ensure_one()
        if self.reviewer == "superior":
            # sudo: who is whose superior is no secret, the rest of the employee stays unread
            employee = file.responsible_id.sudo().with_company(file.company_id).employee_id
            superior = employee.parent_id.user_id
            if superior.active:
                return superior.sudo(self.env.su)  # sudo: back to the rights of the caller
        if self.reviewer != "group":
            return file.department_id._get_manager_user()
        return self.env["res.users"]

    def _reviewer_label(self, file) -> str:
        """Name who reviews ``file``, for a message."""
        self.ensure_one()
        # sudo: the name of a group is no secret
        return (
            self.group_id.sudo().full_name
            if self.reviewer == "group"
            else (self._reviewer_user(file).name or self.env._("nobody, since the department has no manager"))
        )
