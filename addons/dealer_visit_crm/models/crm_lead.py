from odoo import api, fields, models

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
        help="The old customer who introduced the buyer: rewarded after the deal is delivered, where a rule says so.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._visited_files()._follow_projects()
        return leads

    def write(self, vals):
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
        lines = orders.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        delivered = all(line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty) >= 0 for line in lines)
        return lead.won_status == "won" and bool(lines) and delivered
