from odoo import api, fields, models

from odoo.addons.customer_policy.tools import deadline_time


class CustomerLeakReport(models.Model):
    """A leak at a franchised dealer: the franchisor bears the responsibility of management (S1.8-09)."""

    _inherit = "customer.leak.report"

    dealer_partner_id = fields.Many2one(
        "res.partner", string="Happened at Dealer", index="btree_not_null", ondelete="restrict", tracking=True
    )
    co_responsible_ids = fields.Many2many(
        "res.partner", string="Responsible with the Dealer", compute="_compute_co_responsible_ids", compute_sudo=True
    )

    @api.depends("dealer_partner_id", "company_id", "leak_date")
    def _compute_co_responsible_ids(self):
        agreements = self.env["customer.confidentiality.agreement"]
        for report in self:
            dealer = report.dealer_partner_id.commercial_partner_id
            zone = report.company_id._policy_timezone().zone
            day = report.leak_date and deadline_time.local_day(report.leak_date, zone)
            franchised = dealer and agreements.search_count(
                [
                    ("kind", "=", "franchise"),
                    ("company_id", "=", report.company_id.id),
                    ("partner_id.commercial_partner_id", "=", dealer.id),
                    ("state", "!=", "draft"),
                    ("valid_from", "<=", day),
                    "|",
                    ("valid_until", "=", False),
                    ("valid_until", ">=", day),
                ],
                limit=1,
            )
            report.co_responsible_ids = report.company_id.partner_id if franchised else False
