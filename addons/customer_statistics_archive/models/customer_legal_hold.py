from odoo import api, fields, models


class CustomerLegalHold(models.Model):
    _inherit = "customer.legal.hold"

    report_ids = fields.Many2many("customer.statistic.report", string="Statistics Reports", check_company=True)

    @api.model
    def _object_fields(self):
        return [*super()._object_fields(), "report_ids"]

    @api.model
    def _holding_domain(self, records):
        if records._name == "customer.statistic.report":
            return fields.Domain("report_ids", "in", (records | records.parent_id).ids)
        return super()._holding_domain(records)
