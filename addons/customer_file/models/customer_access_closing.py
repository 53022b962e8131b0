from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SECURITY_ADMINISTRATOR = "customer_policy.group_security_administrator"

#: whose accounts are closed in this transaction
CLOSING = "customer.access.closing"


class CustomerAccessClosing(models.Model):
    """The register of accounts that were closed at once: somebody left in anger, or an account is in wrong hands.

    Clearances, grants and the account end now. What the person had stays with the person until it is handed over,
    which a rule otherwise asks for before an account ends.
    """

    _name = "customer.access.closing"
    _description = "Access closed at once"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "user_id"
    _register_user_field = "user_id"

    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    closed_by_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    clearance_count = fields.Integer("Clearances Ended", readonly=True)
    grant_count = fields.Integer("Grants Ended", readonly=True)

    @api.model
    def _close(self, user, reason: str):
        """End what ``user`` may read, and the account, in all companies and at once.

        :raises AccessError: when the acting user is not the security administrator
        """
        if not self.env.user.has_group(SECURITY_ADMINISTRATOR):
            raise AccessError(self.env._("The security administrator closes an account at once."))
        if user == self.env.user:
            raise UserError(self.env._("Nobody closes the own account."))
        if user.share or not user.active:
            raise UserError(self.env._("%s has no account of an employee that could be closed.", user.name))
        clearances, grants = self.env["customer.clearance"]._end_for(user, reason)
        # sudo: nobody has the right to write into the register; the person was checked
        row = self.sudo().create(
            {
                "user_id": user.id,
                "closed_by_id": self.env.uid,
                "date": fields.Datetime.now(),
                "reason": reason,
                "clearance_count": len(clearances),
                "grant_count": len(grants),
            }
        )
        closing = self.env.cr.cache.setdefault(CLOSING, set())
        closing.add(user.id)
        try:
            # sudo: a security administrator need not administer users. Not with action_archive, which deletes the
            # activities: they are handed over
            user.sudo().write({"active": False})
        finally:
            closing.discard(user.id)
        return row

    @api.model
    def _except_closing(self, users):
        """Return those of ``users`` whose accounts are not being closed at once."""
        return users.filtered(lambda user: user.id not in self.env.cr.cache.get(CLOSING, ()))
