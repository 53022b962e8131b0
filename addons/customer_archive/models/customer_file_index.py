from odoo import models


class CustomerFileIndex(models.Model):
    """Requests about a file that one may not open, from the index."""

    _inherit = "customer.file.index"

    def action_request_access(self):
        """Begin a request for the file that this line stands for."""
        self.check_access("read")
        return self.env["customer.access.request"]._new_about(self.env["customer.file"].browse(self.id))
