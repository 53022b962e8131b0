from odoo import api, models
from odoo.fields import Domain


class CustomerFile(models.Model):
    """Projects of customers are also those that opportunities are about (S1.1-4.2.6)."""

    _inherit = "customer.file"

    @api.model
    def _looks_at_projects(self, company) -> bool:
        rules = self.env["dealer.visit.rule"]._in_force(company)
        return any(rule.kind == "interval" and rule.project_window_days for rule in rules)

    def _follow_projects(self):
        if self:
            self._bring_visits_up_to_date(self.env._("A project of the customer changed."))

    def _project_dates(self):
        """Of all planned projects that are still to come the nearest counts."""
        dates = super()._project_dates()
        for company, files in self.grouped("company_id").items():
            today = company._policy_today()
            for file_id, day in files._opportunity_dates(company, today).items():
                known = dates.get(file_id)
                dates[file_id] = min(day, known) if known and known >= today else day
        return dates

    def _opportunity_dates(self, company, today) -> dict:
        """Return by file id the day on which the nearest open opportunity is expected to close."""
        domain = Domain(
            [
                ("type", "=", "opportunity"),
                ("won_status", "=", "pending"),
                ("date_deadline", ">=", today),
                ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
                ("company_id", "in", (company.id, False)),
            ]
        )
        # sudo: when a visit is due follows from all opportunities, whoever looks
        leads = self.env["crm.lead"].sudo()
        nearest = {}
        for lead in leads.search_fetch(domain, ["partner_id", "date_deadline"], order="date_deadline"):
            nearest.setdefault(lead.partner_id.commercial_partner_id.id, lead.date_deadline)
        return {file.id: nearest[file.partner_id.id] for file in self if file.partner_id.id in nearest}
