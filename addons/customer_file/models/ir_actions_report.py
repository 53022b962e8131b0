from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """Treat what is printed about customers like an export."""
        model = self.env.get(report.model)
        if docids and model is not None and model._is_customer_data():
            records = model.browse(docids)
            # asked at once: a report reads field by field, and what is in memory is not asked for again
            records.check_access("read")
            self.env["customer.export.rule"]._guard("print", records, [report.name])
        return super()._get_rendering_context(report, docids, data)
