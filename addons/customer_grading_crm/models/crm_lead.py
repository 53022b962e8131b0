from odoo import api, models

#: what makes a lead an opportunity, or one with another customer or of another department
CHANGES = {"partner_id", "type", "team_id", "user_id", "company_id", "active"}


class CrmLead(models.Model):
    """An opportunity is business with a customer; a lead is not yet (S1.1-4.1.3a)."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "customer.business.mixin"]

    def _business_company(self):
        return self.company_id or self.env.company

    def _business_step(self):
        return "lead" if self.type == "opportunity" and self.active else ""

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._check_business_of_step()
        return leads

    def write(self, vals):
        result = super().write(vals)
        # here and not in a button: converting, importing and changing the customer all write
        if CHANGES & set(vals):
            self._check_business_of_step()
        return result

    def _check_business_of_step(self):
        self.filtered(lambda lead: lead._business_step())._check_business("lead")

    def _business_notices(self):
        return super()._business_notices() if self._business_step() else []

    @api.model
    def _business_open_domain(self):
        return [("type", "=", "opportunity"), ("active", "=", True), ("stage_id.is_won", "=", False)]

    def _business_amount(self):
        return self.expected_revenue, self.company_currency

    def _business_cancel(self):
        self.action_set_lost()
