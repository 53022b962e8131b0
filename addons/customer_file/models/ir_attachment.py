from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

#: what makes another paper of a scan, or takes it away from its record
CONTENT = {
    "raw", "datas", "db_datas", "store_fname", "checksum", "url", "type", "name", "mimetype", "res_model", "res_id",
    "res_field",
}  # fmt: skip


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["ir.attachment", "customer.attached.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        if any(vals.get("public") or vals.get("access_token") for vals in vals_list):
            attachments._refuse_public_secrets()
        return attachments

    def write(self, vals):
        if not self.env.su and CONTENT & set(vals):
            self._check_no_evidence()
        result = super().write(vals)
        if {"public", "access_token", "res_model", "res_id"} & set(vals):
            self._refuse_public_secrets()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if not self.env.su:
            self._check_no_evidence()

    def _check_no_evidence(self):
        """Refuse to change scans of documents that were handed in, signed or closed: they are evidence."""
        with_scans = self.env.registry["customer.attachment.mixin"]
        for model in self.env.registry.values() if self.ids else ():
            if model._abstract or not issubclass(model, with_scans):
                continue
            records = self.env[model._name].with_context(active_test=False)
            evidence = records._evidence_domain()
            for name in records._attachment_fields if not evidence.is_false() else ():
                # sudo: that a scan is evidence counts, whoever may read the document
                found = records.sudo().search(evidence & Domain(name, "in", self.ids), limit=1)
                if found:
                    raise UserError(
                        self.env._(
                            "%(scan)s is evidence of a document that was handed in (%(kind)s) and stays as it is.",
                            scan=", ".join((found[name] & self.sudo()).mapped("name")),  # sudo: see above
                            kind=records._description_label(),
                        )
                    )

    def _refuse_public_secrets(self):
        """Refuse what would open a scan without asking for the record it belongs to."""
        models_with_level = self.env["customer.secrecy.rule"]._secret_models()
        # sudo: only to see how the attachment is open
        for attachment in self.sudo():
            if attachment.res_model in models_with_level and (attachment.public or attachment.access_token):
                raise ValidationError(
                    self.env._("%s is confidential: it can neither be public nor have a link.", attachment.name)
                )
