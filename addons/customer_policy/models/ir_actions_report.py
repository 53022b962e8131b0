from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """Let templates know in which copies a document is printed (see the template ``form_copies``)."""
        values = super()._get_rendering_context(report, docids, data)
        copies_of, docs = self.env["customer.form.rule"]._copies_of, values.get("docs")
        values["form_copies"] = lambda document: copies_of(report, document)
        # an article each is what core needs to keep them apart as attachments; wkhtmltopdf as Linux distributions ship
        # it prints no more than one
        values["form_articles"] = docs if docs and report.attachment else [docs]
        return values
