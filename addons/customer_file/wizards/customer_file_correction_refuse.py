from odoo import fields, models


class CustomerFileCorrectionRefuse(models.TransientModel):
    """Refuses corrections, with the reason."""

    _name = "customer.file.correction.refuse"
    _description = "Refuse corrections"

    correction_ids = fields.Many2many(
        "customer.file.correction",
        string="Corrections",
        required=True,
        default=lambda self: self.env["customer.file.correction"].browse(self.env.context.get("active_ids")),
    )
    reason = fields.Text(required=True)

    def action_refuse(self):
        self.ensure_one()
        self.correction_ids._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
