import pytz

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _policy_timezone(self):
        """Return the time zone in which the company's days begin and end: that of its working hours."""
        self.ensure_one()
        # sudo: where a company works is no secret
        company = self.sudo()
        return pytz.timezone(company.resource_calendar_id.tz or company.partner_id.tz or "UTC")
