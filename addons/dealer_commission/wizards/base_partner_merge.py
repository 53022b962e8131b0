from odoo import models
from odoo.exceptions import UserError


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Refuse to merge two who earned in the same period: core would delete in SQL what is there twice."""
        # sudo: of every company, and whoever may merge
        statements = self.env["dealer.commission.statement"].sudo()
        domain = [("partner_id", "in", (src_partners | dst_partner).ids), ("state", "!=", "cancelled")]
        for (company, _kind, date_to), same in (
            statements.search(domain).grouped(lambda one: (one.company_id, one.kind, one.date_to)).items()
        ):
            if len(same) > 1:
                raise UserError(
                    self.env._(
                        "Each of the contacts has a commission statement until %(date)s (%(company)s).",
                        date=date_to,
                        company=company.name,
                    )
                )
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
