from odoo import fields, models


class CustomerFileScope(models.Model):
    """Which data the company collects at all; fields outside are hidden (S3-05)."""

    _name = "customer.file.scope"
    _description = "Collection scope"
    _inherit = ["customer.policy.rule.mixin"]

    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Collected Data",
        domain=lambda self: self.env["customer.file"]._collectable_field_domain(),
    )
