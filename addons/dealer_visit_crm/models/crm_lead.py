from odoo import api, fields, models
from odoo.exceptions import UserError

#: what decides whether a project of a customer is near
NEAR = {"partner_id", "company_id", "date_deadline", "stage_id", "probability", "active", "type"}


class CrmLead(models.Model):
    """An open opportunity is a planned project of the customer (S1.1-4.2.6), and may come from a referral."""

    _inherit = "crm.lead"

    dealer_referrer_id = fields.Many2one(
        "res.partner",
        string="Introduced by",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The old customer who introduced the buyer: rewarded after the deal is delivered, where a rule says so.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._visited_files()._follow_projects()
        return leads

    def write(self, vals):
        self._check_referrer_open(vals)
        if NEAR.isdisjoint(vals):
            return super().write(vals)
        before = self._visited_files()
        result = super().write(vals)
        (before | self._visited_files())._follow_projects()
        return result

    def unlink(self):
        files = self._visited_files()
        result = super().unlink()
        files._follow_projects()
        return result

    def _check_referrer_open(self, vals):
        """Who introduced a buyer is named before the deal is won, and not when a reward suits (S1.6-ka-08).

        :raises UserError: naming the opportunity
        """
        if "dealer_referrer_id" not in vals or self.env.su:
            return
        for lead in self:
            if lead.won_status == "won" and lead.dealer_referrer_id.id != (vals["dealer_referrer_id"] or False):
                raise UserError(self.env._("%s is won: who introduced the buyer stays as it is.", lead.display_name))

    def _merge_get_fields_specific(self):
        """Who introduced the buyer goes along, but not into a deal that is won already."""
        return {**super()._merge_get_fields_specific(), "dealer_referrer_id": self._merge_referrer}

    @api.model
    def _merge_referrer(self, _name, leads):
        known = leads[:1] if leads[:1].won_status == "won" else leads.filtered("dealer_referrer_id")[:1]
        return known.dealer_referrer_id.id

    def _merge_dependences(self, opportunities):
        """Rewards go along: what was rewarded once stays rewarded.

        :raises UserError: when two of them are rewarded
        """
        # sudo: rewards follow their deal, also those the user may not see
        rewards = self.env["dealer.reward"].sudo()
        found = rewards.search([("lead_id", "in", (self | opportunities).ids)])
        if len(found.filtered(lambda reward: reward.state != "cancelled")) > 1:
            raise UserError(self.env._("%s: two referrals are rewarded; they are not merged.", self.display_name))
        found.filtered(lambda reward: reward.lead_id != self).write({"lead_id": self.id})
        return super()._merge_dependences(opportunities)

    def _visited_files(self):
        """Return, with all rights, the files of the customers, where the dates of visits look at projects."""
        # sudo: dates of visits follow whoever changes the opportunity; nothing of the files leaves here
        leads = self.sudo()
        files, partners = leads.env["customer.file"], leads.partner_id.commercial_partner_id
        companies = leads.company_id
        if not all(lead.company_id for lead in leads):
            companies = leads.env["res.company"].search([])
        watching = companies.filtered(lambda company: files._looks_at_projects(company))
        if not partners or not watching:
            return files
        return files.search([("partner_id", "in", partners.ids), ("company_id", "in", watching.ids)])

    def _is_referral_due(self, company) -> bool:
        """Say whether the deal was won and all of it is delivered (S1.6-ka-08)."""
        # sudo: only yes or no is told
        lead = self.sudo()
        orders = lead.order_ids.filtered(lambda order: order.state == "sale" and order.company_id == company)
        # of a combo its parts are delivered
        lines = orders.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line.product_id.type != "combo"
                and line.product_uom_qty > 0
            )
        )
        delivered = all(line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty) >= 0 for line in lines)
        return lead.won_status == "won" and bool(lines) and delivered
