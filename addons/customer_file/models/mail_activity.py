from odoo import models


class MailActivity(models.Model):
    """Notes of what is to be done about customers tell as much as their files: taking many out is guarded."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "customer.attached.mixin"]
