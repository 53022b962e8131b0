from odoo import api, fields, models


class CustomerAccessRequest(models.Model):
    """Confidential statistics are supplied by an approved request only (S0-22)."""

    _inherit = "customer.access.request"

    report_ids = fields.Many2many("customer.statistic.report", string="Statistics Reports", check_company=True)

    def _objects(self):
        return [*super()._objects(), self.report_ids]

    @api.depends("report_ids.secrecy_level_id")
    def _compute_is_secret(self):
        result = super()._compute_is_secret()
        for request in self:
            request.is_secret = request.is_secret or bool(request.report_ids.secrecy_level_id)
        return result

    @api.model
    def _fixed_once_begun(self):
        return (*super()._fixed_once_begun(), "report_ids")

    @api.model
    def _approval_fields(self, operation):
        return [*super()._approval_fields(operation), "report_ids"]
