from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class DealerCommissionCompute(models.TransientModel):
    """Which statements are made, and for which days."""

    _name = "dealer.commission.compute"
    _description = "Make commission statements"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [("agent", "Rebates of agents"), ("consultant", "Commissions of consultants")], required=True, default="agent"
    )
    date_from = fields.Date("From", required=True, default=lambda self: self._last_month())
    date_to = fields.Date(
        "Until", required=True, compute="_compute_date_to", store=True, precompute=True, readonly=False
    )

    @api.model
    def _last_month(self):
        return fields.Date.context_today(self).replace(day=1) - relativedelta(months=1)

    @api.depends("date_from")
    def _compute_date_to(self):
        for wizard in self:
            wizard.date_to = wizard.date_from and wizard.date_from.replace(day=1) + relativedelta(months=1, days=-1)

    def action_make(self):
        """Make the statements and compute them, those that are drafts already as well, and show them."""
        self.ensure_one()
        statements = self.env["dealer.commission.statement"]
        statements._make(self.company_id, self.kind, self.date_from, self.date_to)
        action = self.env["ir.actions.act_window"]._for_xml_id("dealer_commission.dealer_commission_statement_action")
        domain = [
            ("company_id", "=", self.company_id.id),
            ("kind", "=", self.kind),
            ("date_to", "=", fields.Date.to_string(self.date_to)),
        ]
        return {**action, "domain": domain, "context": {}}
