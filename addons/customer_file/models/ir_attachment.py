from odoo import api, models
from odoo.exceptions import ValidationError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        if any(vals.get("public") or vals.get("access_token") for vals in vals_list):
            attachments._refuse_public_secrets()
        return attachments

    def write(self, vals):
        result = super().write(vals)
        if {"public", "access_token", "res_model", "res_id"} & set(vals):
            self._refuse_public_secrets()
        return result

    def _refuse_public_secrets(self):
        """Refuse what would open a scan without asking for the record it belongs to."""
        models_with_level = self.env["customer.secrecy.rule"]._secret_models()
        # sudo: only to see how the attachment is open
        for attachment in self.sudo():
            if attachment.res_model in models_with_level and (attachment.public or attachment.access_token):
                raise ValidationError(
                    self.env._("%s is confidential: it can neither be public nor have a link.", attachment.name)
                )
