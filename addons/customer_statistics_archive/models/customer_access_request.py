from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerAccessRequest(models.Model):
    """Confidential statistics are supplied by an approved request only (S0-22)."""

    _inherit = "customer.access.request"

    report_ids = fields.Many2many(
        "customer.statistic.report",
        string="Statistics Reports",
        domain=[("state", "=", "issued")],
        check_company=True,
    )

    def _objects(self):
        return [*super()._objects(), self.report_ids]

    @api.depends("report_ids.secrecy_level_id")
    def _compute_is_secret(self):
        result = super()._compute_is_secret()
        for request in self:
            request.is_secret = request.is_secret or bool(request.report_ids.secrecy_level_id)
        return result

    def _check_object(self):
        """Only what was issued is supplied (S0-05)."""
        # sudo: the state of a report is no secret
        for report in self.sudo().report_ids:
            if report.state != "issued":
                raise UserError(self.env._("%s was not issued: it is supplied to nobody.", report.display_name))
        return super()._check_object()

    @api.model
    def _fixed_once_begun(self):
        return (*super()._fixed_once_begun(), "report_ids")

    @api.model
    def _approval_fields(self, operation):
        return [*super()._approval_fields(operation), "report_ids"]
