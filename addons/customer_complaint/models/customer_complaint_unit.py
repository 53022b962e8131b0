from odoo import fields, models


class CustomerComplaintUnit(models.Model):
    """Who takes part in handling complaints, by function: quality, manufacturing, the front desk (S1.2-06).

    Written procedures name functions; which department has a function, each company says here.
    """

    _name = "customer.complaint.unit"
    _description = "Unit that handles complaints"
    _inherit = ["customer.policy.rule.mixin"]

    mode = fields.Selection(default="enforce")
    department_id = fields.Many2one(
        "hr.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Its members do the tasks of the unit, or its manager where the procedure says so.",
    )
    group_id = fields.Many2one(
        "res.groups", string="Role", ondelete="restrict", help="Without a department: who has this role."
    )

    def _unfulfillable(self):
        """A unit without anybody cannot do its tasks."""
        return super()._unfulfillable() | self.filtered(lambda unit: not unit._get_users())

    def _get_users(self):
        """Return who does the tasks of the unit."""
        self.ensure_one()
        # sudo: who works in which department, and in which role, is no secret
        unit = self.sudo()
        users = unit.department_id.member_ids.user_id | unit.department_id._get_manager_user()
        if not unit.department_id:
            users = unit.group_id.all_user_ids
        return users.filtered(lambda user: user.active and not user.share and unit.company_id in user.company_ids)

    def _get_leaders(self):
        """Return who is told of what the unit has to see to: the manager of its department, or else all of it."""
        self.ensure_one()
        # sudo: see above
        return self.sudo().department_id._get_manager_user() or self._get_users()

    def _get_all_leaders(self):
        """Return the leaders of each of these units."""
        return self.env["res.users"].union(*(unit._get_leaders() for unit in self))
