from odoo import api, models


class CustomerDocumentMixin(models.AbstractModel):
    """What record rules of rows about a document go by: its customer file and its secrecy level as well."""

    _inherit = "customer.document.mixin"

    def _document_scope(self):
        scope = super()._document_scope()
        if self._name == "customer.file":
            scope["file_id"] = self.id
        elif "file_id" in self._fields and self._fields["file_id"].comodel_name == "customer.file":
            scope["file_id"] = self.file_id.id
        if "secrecy_level_id" in self._fields:
            scope["secrecy_level_id"] = self.secrecy_level_id.id
        return scope

    @api.model
    def _document_scope_fields(self):
        return {*super()._document_scope_fields(), "file_id", "own_secrecy_level_id"}
