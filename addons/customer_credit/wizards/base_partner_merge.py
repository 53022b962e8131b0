from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """End the standing that gives way first: core deletes in SQL what would be there twice."""
        partners = (src_partners | dst_partner).ids
        # sudo: of every company, and whoever may merge
        standings = self.env["customer.credit.standing"].sudo()
        standings = standings.search([("partner_id", "in", partners), ("is_current", "=", True)])
        for of_company in standings.grouped("company_id").values():
            kept = of_company.filtered(lambda standing: standing.partner_id == dst_partner) or of_company[0]
            (of_company - kept)._end(self.env._("The customer was merged into %s.", dst_partner.display_name))
        # sudo: see above
        overdue = self.env["customer.credit.overdue"].sudo()
        overdue = overdue.search([("partner_id", "in", partners), ("state", "=", "open")])
        for of_company in overdue.grouped("company_id").values():
            for lost in of_company[1:]:
                lost._run_step("close")
        # sudo: see above
        evaluations = self.env["customer.credit.evaluation"].sudo()
        evaluations = evaluations.search([("partner_id", "in", partners), ("state", "in", ("draft", "submitted"))])
        for of_company in evaluations.grouped("company_id").values():
            of_company[1:]._write_protected({"state": "refused"})
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
