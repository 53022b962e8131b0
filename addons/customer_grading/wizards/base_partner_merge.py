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
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # core changed the customers in SQL
        concerned.invalidate_recordset(["partner_id"], flush=False)
        self.env.add_to_compute(admissions._fields["file_id"], concerned)
        return result
