from odoo import api, fields, models


class CustomerDestructionRequest(models.Model):
    _inherit = "customer.destruction.request"

    report_ids = fields.Many2many("customer.statistic.report", string="Statistics Reports", check_company=True)

    @api.model
    def _object_fields(self):
        return [*super()._object_fields(), "report_ids"]

    def _destroyed_parts(self):
        return [*super()._destroyed_parts(), self.report_ids._destroyed_parts()]
