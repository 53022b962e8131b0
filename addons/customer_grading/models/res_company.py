from datetime import date, timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _policy_over(self, day: date) -> bool:
        """Say whether ``day`` is over where the company works.

        Which day it is there takes a query; it is asked only about days that may be today somewhere.
        """
        self.ensure_one()
        distance = (day - fields.Date.today()).days
        return distance < 0 if abs(distance) > 1 else day < self._policy_today()

    def _policy_begun(self, day: date) -> bool:
        """Say whether ``day`` has begun where the company works."""
        return self._policy_over(day - timedelta(days=1))
