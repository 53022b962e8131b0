from odoo import models


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "customer.attached.mixin"]
    _attached_model_field = "model"

    def export_data(self, fields_to_export):
        """Ask for access: core reads the messages of an export with all rights (see its ``fetch``)."""
        self.check_access("read")
        return super().export_data(fields_to_export)
