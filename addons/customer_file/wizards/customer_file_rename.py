from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import normalise


class CustomerFileRename(models.TransientModel):
    """Changes the name of a customer on the customer's scanned application (S1.7-3.3c)."""

    _name = "customer.file.rename"
    _description = "Change the name of a customer"
    _inherit = ["customer.attachment.mixin"]
    _attachment_fields = ("attachment_ids",)

    file_id = fields.Many2one(
        "customer.file",
        string="Customer File",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
        ondelete="cascade",
    )
    old_name = fields.Char(related="file_id.name", string="Present Name")
    new_name = fields.Char(required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Scanned Application")
    note = fields.Text()

    def action_rename(self):
        self.ensure_one()
        self.file_id.check_access("write")
        new_name = normalise.text(self.new_name)
        if not new_name:
            raise UserError(self.env._("Write the new name of the customer."))
        # sudo: only scans that were uploaded into this wizard become evidence, which nobody can change any more
        scans = self.attachment_ids.sudo().filtered(lambda scan: (scan.res_model, scan.res_id) == (self._name, self.id))
        if scans:
            event = self.file_id._add_event(
                "application",
                self.env._("Application to change the name"),
                old_value=self.file_id.name,
                new_value=new_name,
                note=self.note,
                attachment_ids=[(6, 0, scans.ids)],
            )
            scans.write({"res_model": event._name, "res_id": event.id})
        self.file_id.partner_id.name = new_name
        return {"type": "ir.actions.act_window_close"}
