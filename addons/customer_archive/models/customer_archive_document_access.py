from odoo import fields, models


class CustomerArchiveDocument(models.Model):
    """Requests about documents, from the documents; taking many out at once is guarded."""

    _name = "customer.archive.document"
    _inherit = ["customer.archive.document", "customer.export.mixin"]

    is_lendable = fields.Boolean("May Be Lent", compute="_compute_is_lendable")

    def _compute_is_lendable(self):
        for document in self:
            # sudo: the catalogue is no secret
            item = document.sudo().class_id
            document.is_lendable = item.lendable or item.mode == "off" or not item

    def _destruction_obstacle(self):
        lent = self.env["customer.access.request"]._lent([("document_ids", "in", self.ids)])
        if lent:
            return self.env._("%(document)s is lent out: %(request)s.", document=self.display_name, request=lent.number)
        return super()._destruction_obstacle()

    def action_request_access(self):
        """Begin a request for these documents."""
        return self.env["customer.access.request"]._new_about(self.file_id[:1], self)

    def action_request_loan(self):
        """Begin a request to borrow these documents."""
        return self.env["customer.access.request"]._new_about(self.file_id[:1], self, kind="loan")


class CustomerFileSnapshot(models.Model):
    """A snapshot holds the data of a file: taking many out at once is guarded."""

    _name = "customer.file.snapshot"
    _inherit = ["customer.file.snapshot", "customer.export.mixin"]
