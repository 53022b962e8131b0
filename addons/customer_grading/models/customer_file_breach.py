from odoo import fields, models


class CustomerFileBreach(models.Model):
    """Something a customer did that counts against it: a contract broken, goods picked up late (S1.11-5.2.3d)."""

    _name = "customer.file.breach"
    _description = "Breach by a customer"
    _inherit = ["customer.file.line.mixin"]
    _fixed_fields = ("file_id", "create_uid")
    _order = "date desc, id desc"
    _rec_name = "description"

    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    kind = fields.Selection(
        [
            ("contract", "Contract Not Kept"),
            ("pickup", "Late Pick-up"),
            ("payment", "Promise to Pay Not Kept"),
            ("crisis", "Crisis of the Customer"),
            ("other", "Other"),
        ],
        required=True,
        default="contract",
        index=True,
    )
    description = fields.Text(required=True)
