from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """Enter who prints issued statistics: they are told when these are corrected."""
        if docids and report.model == "customer.statistic.report":
            reports = self.env[report.model].browse(docids)
            # asked at once: a report reads field by field, and what is in memory is not asked for again
            reports.check_access("read")
            reports._enter_taking("print")
        return super()._get_rendering_context(report, docids, data)
