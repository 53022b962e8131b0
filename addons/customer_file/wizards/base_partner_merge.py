from odoo import models
from odoo.exceptions import UserError


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merge the customer files first: core would delete the losing one in SQL."""
        Files = self.env["customer.file"]
        self._merge_customer_files(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # the customer of a file was changed in SQL, which computes nothing
        # sudo: the files of every company follow
        files = Files.sudo().with_context(active_test=False).search([("partner_id", "=", dst_partner.id)])
        for name, field in Files._fields.items():
            if field.store and field.compute and name != "department_id":
                self.env.add_to_compute(field, files)
        return result

    def _merge_customer_files(self, src_partners, dst_partner):
        """Merge the files company by company into the destination's, or into the oldest where it has none.

        :raises UserError: when one of the files is closed to the user
        """
        # sudo: to see that there is a file the user may not read, not what is in it
        every_file = self.env["customer.file"].sudo().with_context(active_test=False)
        every_file = every_file.search(
            [("partner_id", "in", (src_partners | dst_partner).ids), *every_file._living_domain()], order="id"
        )
        files = every_file.sudo(False)._filtered_access("write")
        if len(files) < len(every_file):
            raise UserError(
                self.env._(
                    "One of these contacts has a customer file that is closed to you. Ask an information administrator."
                )
            )
        if files and dst_partner != dst_partner.commercial_partner_id:
            raise UserError(
                self.env._("%s is a contact of another company and cannot keep a customer file.", dst_partner.name)
            )
        for company_files in files.grouped("company_id").values():
            kept = company_files.filtered(lambda file: file.partner_id == dst_partner) or company_files[0]
            for lost in company_files - kept:
                lost._merge_into(kept)
