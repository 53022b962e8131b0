from datetime import datetime, time

import pytz

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_archive_department_id = fields.Many2one(
        "hr.department",
        string="Archive Department",
        help="Runs the archive of the company; its keeper receives what the departments hand in.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["customer.number.rule"]._copy_shipped_records(companies)
        return companies

    def _archive_noon(self, day):
        """Return noon of ``day`` where the company is, in UTC: a term of days or months is counted from there."""
        noon = self._policy_timezone().localize(datetime.combine(day, time(12)))
        return noon.astimezone(pytz.utc).replace(tzinfo=None)
