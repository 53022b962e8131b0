from odoo import api, fields, models


class CustomerDocumentRowMixin(models.AbstractModel):
    """A row about a document of any model: it names the document by model and id, and stores what record rules go by.

    A register cannot be kept in step with its document: its rows belong to a row that can (a decision to its
    approval), and take their record rule from there.
    """

    _name = "customer.document.row.mixin"
    _description = "Row about a document"
    _rec_name = "document_name"

    res_model = fields.Char("Model of the Document", required=True, readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    # kept, not computed: a list of rows must not ask each document, and the name stays when the document is gone
    document_name = fields.Char(readonly=True)

    @api.model
    def _prepare_document_vals(self, document) -> dict:
        """Return the values that tie a new row to ``document``."""
        document.ensure_one()
        # sudo: what a row stores of its document is no more than record rules and its title need
        known = document.sudo()
        return {
            "res_model": document._name,
            "res_id": document.id,
            "document_name": known.display_name,
            **known._document_scope(),
        }

    def _get_document(self):
        """Return the document of this row with the rights of the caller; empty when it was deleted."""
        self.ensure_one()
        if self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].browse(self.res_id).exists()

    def _follow_documents(self, documents):
        """Follow a change of ``documents``, all that these rows are about."""
        scopes = {document.id: document._document_scope() for document in documents}
        for scope, rows in self.grouped(lambda row: tuple(scopes[row.res_id].items())).items():
            others = rows.filtered(lambda row, scope=scope: any(row[name].id != value for name, value in scope))
            if others:
                others.write(dict(scope))

    @api.model
    def _forget_documents(self, res_model: str, res_ids: list[int]):
        """Follow the deletion of documents."""
        self.search([("res_model", "=", res_model), ("res_id", "in", res_ids)]).unlink()

    def action_open_document(self):
        """Show the document, to whom it is open."""
        self.ensure_one()
        return self._get_document()._get_records_action()
