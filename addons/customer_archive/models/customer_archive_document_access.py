from odoo import models


class CustomerArchiveDocument(models.Model):
    """Requests about documents, from the documents."""

    _inherit = "customer.archive.document"

    def action_request_access(self):
        """Begin a request for these documents."""
        return self.env["customer.access.request"]._new_about(self.file_id[:1], self)

    def action_request_loan(self):
        """Begin a request to borrow these documents."""
        return self.env["customer.access.request"]._new_about(self.file_id[:1], self, kind="loan")
