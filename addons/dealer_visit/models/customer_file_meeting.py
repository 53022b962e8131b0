from odoo import api, models


class CustomerFile(models.Model):
    """Guests of meetings follow their file: also who was invited before it was opened."""

    _inherit = "customer.file"

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        self.env["dealer.meeting.guest"]._follow_files(
            [("partner_id.commercial_partner_id", "in", files.partner_id.ids)]
        )
        return files

    def _merge_into(self, kept):
        result = super()._merge_into(kept)
        self.env["dealer.meeting.guest"]._follow_files([("file_id", "in", self.ids)])
        return result
