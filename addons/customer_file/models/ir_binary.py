from odoo import models


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _find_record(self, xmlid=None, res_model="ir.attachment", res_id=None, access_token=None, field=None):
        """Let no link outlive the access to what it links to: tokens open nothing of records with a secrecy level."""
        if access_token:
            # sudo: only to see to which kind of record an attachment belongs
            attachments = self.env["ir.attachment"].sudo()
            about = attachments.browse(res_id).exists().res_model if res_model == attachments._name else res_model
            if about in self.env["customer.secrecy.rule"]._secret_models():
                access_token = None
        return super()._find_record(xmlid, res_model, res_id, access_token, field)
