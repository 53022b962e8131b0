from odoo import api, models


class CustomerFile(models.Model):
    _inherit = "customer.file"

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        self.env["customer.lead.card"]._follow_files(files.partner_id)
        return files
