from itertools import pairwise

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
        self._check_commission_assignments(src_partners | dst_partner)
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _check_commission_assignments(self, partners):
        """Refuse to merge two to whom one scheme is assigned for the same days: one of them would count twice."""
        # sudo: of every company, and whoever may merge
        assignments = self.env["dealer.commission.assignment"].sudo()
        found = assignments.search([("partner_id", "in", partners.ids)], order="date_from, id")
        for (scheme, _kind), same in found.grouped(lambda one: (one.scheme_id, one.kind)).items():
            for one, following in pairwise(same):
                if not one.date_to or one.date_to >= following.date_from:
                    raise UserError(
                        self.env._("The scheme %s is assigned to both contacts for the same days.", scheme.name)
                    )
