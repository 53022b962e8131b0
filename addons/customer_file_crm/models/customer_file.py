from odoo import api, fields, models


class CustomerFile(models.Model):
    _inherit = "customer.file"

    lead_count = fields.Integer("Leads", compute="_compute_lead_count", groups="sales_team.group_sale_salesman")

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_lead_count(self):
        domain = [("partner_id.commercial_partner_id", "in", self.partner_id.ids)]
        groupby = ["partner_id.commercial_partner_id", "company_id"]
        leads = self.env["crm.lead"].with_context(active_test=False)
        rows = leads._read_group(domain, groupby, ["__count"])
        counts = {(customer, company): count for customer, company, count in rows}
        for file in self:
            companies = (file.company_id, file.env["res.company"])
            file.lead_count = sum(counts.get((file.partner_id, company), 0) for company in companies)

    @api.readonly
    def action_view_leads(self):
        """Show the leads and opportunities of the customer and of its contacts, lost ones too."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("customer_file_crm.crm_lead_action"),
            "domain": [
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "in", (self.company_id.id, False)),
            ],
            "context": {"default_partner_id": self.partner_id.id, "active_test": False},
        }
