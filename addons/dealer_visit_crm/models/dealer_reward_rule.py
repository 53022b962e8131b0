from odoo import models
from odoo.fields import Domain


class DealerRewardRule(models.Model):
    """A rule on referrals rewards the old customer who introduced a buyer (S1.6-ka-08)."""

    _inherit = "dealer.reward.rule"

    def _rewards_due(self):
        return self._referrals_due() if self.kind == "referral" else super()._rewards_due()

    def _noted_records(self, due):
        if self.kind == "referral":
            return self.env["crm.lead"].browse(vals["lead_id"] for vals in due)
        return super()._noted_records(due)

    def _referrals_due(self) -> list[dict]:
        company = self.company_id
        # sudo: the rule is about all deals of the company
        leads = self.env["crm.lead"].sudo()
        known = self.env["dealer.reward"].sudo()._search([("lead_id", "!=", False)])  # sudo: see above
        referrers = self.env["customer.file"].sudo()._search(self._files_domain())  # sudo: see above
        won = leads.search(
            [
                ("dealer_referrer_id.commercial_partner_id", "in", referrers.subselect("partner_id")),
                ("won_status", "=", "won"),
                ("company_id", "in", (company.id, False)),
                ("id", "not in", known.subselect("lead_id")),
                ("id", "not in", self._noted_ids(leads._name)),
            ]
        )
        found = []
        for lead in won.filtered(lambda lead: lead._is_referral_due(company)):
            if file := self._referrer_file(lead):
                user = file.responsible_id.id or self.env.uid
                found.append({"file_id": file.id, "user_id": user, "lead_id": lead.id, "reason": lead.name})
        return found

    def _referrer_file(self, lead):
        """Return the file of the old customer, who is another one than the buyer and meets the rule; or none."""
        referrer = lead.dealer_referrer_id.commercial_partner_id
        # sudo: see above
        files = self.env["customer.file"].sudo()
        if referrer == lead.partner_id.commercial_partner_id:
            return files
        return files.search(self._files_domain() & Domain("partner_id", "=", referrer.id), limit=1)
