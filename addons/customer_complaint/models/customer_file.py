from odoo import api, models


class CustomerFile(models.Model):
    _name = "customer.file"
    _inherit = ["customer.file", "customer.complaint.origin.mixin"]

    def _complaint_domain(self):
        return [("file_id", "=", self.id)]

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        # sudo: all complaints of a customer belong to the new file, and are as secret
        complaints = self.env["customer.complaint"].sudo()
        without = complaints.search([("commercial_partner_id", "in", files.partner_id.ids), ("file_id", "=", False)])
        without._follow_customer()
        return files

    def _unfinished_business(self):
        complaints = self.env["customer.complaint"]
        unfinished = complaints.search([("file_id", "in", self.ids), ("state", "not in", complaints._final_states)])
        if not unfinished:
            return super()._unfinished_business()
        return self.env._("unfinished complaints: %s.", ", ".join(one.number or one.name for one in unfinished))
