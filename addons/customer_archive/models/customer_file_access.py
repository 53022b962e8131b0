from odoo import models


class CustomerFile(models.Model):
    """Requests about a file, from the file."""

    _inherit = "customer.file"

    def action_request_access(self):
        """Begin a request for this file."""
        return self.env["customer.access.request"]._new_about(self)

    def action_view_access_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_archive.customer_access_request_action")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {"default_file_id": self.id}}
