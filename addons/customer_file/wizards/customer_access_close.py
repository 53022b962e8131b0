from odoo import fields, models


class CustomerAccessClose(models.TransientModel):
    """Closes the account of a person at once, with the reason."""

    _name = "customer.access.close"
    _description = "Close access at once"

    user_id = fields.Many2one("res.users", string="Person", required=True, domain=[("share", "=", False)])
    reason = fields.Text(required=True)

    def action_close(self):
        self.ensure_one()
        row = self.env["customer.access.closing"]._close(self.user_id, self.reason)
        return row.sudo(False)._get_records_action()  # sudo: back to the rights of the caller
