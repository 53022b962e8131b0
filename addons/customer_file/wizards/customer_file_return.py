from odoo import fields, models


class CustomerFileReturn(models.TransientModel):
    """Sends files back to be completed, with the reason."""

    _name = "customer.file.return"
    _description = "Return customer files"

    file_ids = fields.Many2many(
        "customer.file",
        string="Customer Files",
        required=True,
        default=lambda self: self.env["customer.file"].browse(self.env.context.get("active_ids")),
    )
    reason = fields.Text(required=True)

    def action_return(self):
        self.ensure_one()
        self.file_ids._return(self.reason)
        return {"type": "ir.actions.act_window_close"}
