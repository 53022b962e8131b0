from odoo import models
from odoo.exceptions import UserError

from ..models.customer_admission import OPEN


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Applications for admission follow their customer; core would delete the second open one in SQL.

        :raises UserError: when several of the customers have an open application in one company
        """
        # sudo: of every company, and whoever may merge
        admissions = self.env["customer.admission"].sudo()
        concerned = admissions.search([("partner_id", "in", (src_partners | dst_partner).ids)])
        for company, rows in concerned.filtered(lambda row: row.state in OPEN).grouped("company_id").items():
            if len(rows) > 1:
                raise UserError(
                    self.env._(
                        "Several of these customers have an open application for admission at %s. "
                        "Let all but one be decided or withdrawn first.",
                        company.name,
                    )
                )
        self._end_doubled_blacklist_entries(src_partners, dst_partner)
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # core changed the customers in SQL
        self.env["customer.partner.mixin"]._follow_files(dst_partner)
        return result

    def _end_doubled_blacklist_entries(self, src_partners, dst_partner):
        """Keep one entry of each list, the one that acts: core would delete the other in SQL."""
        # sudo: of every company, and whoever may merge
        entries = self.env["customer.blacklist.entry"].sudo()
        standing = entries.search(
            [
                ("partner_id", "in", (src_partners | dst_partner).ids),
                ("state", "in", ("reported", "verified", "listed")),
            ]
        )
        for same in standing.grouped(lambda entry: (entry.company_id, entry.department_id)).values():
            for lost in same.sorted(lambda entry: (entry.state != "listed", entry.id))[1:]:
                lost.lifting_reason = self.env._("The customer was merged into %s.", dst_partner.display_name)
                lost._write_protected({"state": "lifted" if lost.state == "listed" else "refused"})
