from odoo import fields, models


class CustomerFile(models.Model):
    _inherit = "customer.file"

    visit_ids = fields.One2many("dealer.visit", "file_id", string="Visits")
