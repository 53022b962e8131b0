from odoo import fields, models


class CustomerCollectionMethod(models.Model):
    """A way in which the company collects customer information (S3-06, S1.9-4.1a)."""

    _name = "customer.collection.method"
    _description = "Collection method"
    _inherit = ["customer.policy.rule.mixin"]

    mode = fields.Selection(default="enforce")
