from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CustomerAccessGive(models.TransientModel):
    """Open one record to somebody until a moment: by a manager who may read it."""

    _name = "customer.access.give"
    _description = "Give access"

    file_id = fields.Many2one(
        "customer.file", required=True, default=lambda self: self.env.context.get("active_id"), ondelete="cascade"
    )
    user_ids = fields.Many2many("res.users", string="Persons", required=True, domain=[("share", "=", False)])
    until = fields.Datetime(required=True, default=lambda self: fields.Datetime.now() + timedelta(days=1))
    reason = fields.Text(required=True)

    def action_give(self):
        """Give the grants.

        :raises AccessError: for who is no manager, or may not read the file
        """
        self.ensure_one()
        if not self.env.user.has_group("customer_policy.group_manager"):
            raise AccessError(self.env._("Access is given by a customer service manager."))
        self.file_id.check_access("read")
        if not self.file_id._is_cleared(self.env.user):
            raise AccessError(self.env._("Who only reads by a grant passes none on. It needs the own clearance."))
        if self.env.user in self.user_ids:
            raise UserError(self.env._("Nobody gives access to himself."))
        if self.until <= fields.Datetime.now():
            raise UserError(self.env._("The access must end in the future."))
        # sudo: of a level no more than its longest grant is looked at
        days = self.file_id.sudo().secrecy_level_id.grant_days
        if days and self.until > fields.Datetime.now() + timedelta(days=days):
            raise UserError(self.env._("Access to what is as secret as this is given for %s days at the most.", days))
        # sudo: grants are written by this and by approved requests only; the right to give was checked
        self.env["customer.access.grant"].sudo()._give(self.user_ids, self.file_id, self.until, self.reason)
        return {"type": "ir.actions.act_window_close"}
