from odoo import fields, models


class CustomerFileLineMixin(models.AbstractModel):
    """A row under a customer file. It follows the company, the access and the secrecy of its file."""

    _name = "customer.file.line.mixin"
    _description = "Row of a customer file"
    _inherit = ["customer.secret.mixin", "customer.fixed.mixin"]
    _fixed_fields = ("file_id",)
    _secrecy_file_field = "file_id"

    file_id = fields.Many2one("customer.file", string="Customer File", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", related="file_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one("res.currency", related="file_id.currency_id")
