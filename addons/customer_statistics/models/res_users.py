from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    def _statistic_own_domain(self) -> Domain:
        return Domain("responsible_id", "=", self.id)

    def _statistic_reports_domain(self) -> Domain:
        return self._statistic_own_domain()
