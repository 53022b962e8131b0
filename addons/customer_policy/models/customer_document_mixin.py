from odoo import api, models


class CustomerDocumentMixin(models.AbstractModel):
    """A document that rows of other models are about: deadlines, approvals, copies of forms.

    Such a row finds its document by model and id, which no record rule can follow. It stores what record rules go by
    instead (see ``customer.document.row.mixin``); here the stored values are kept in step with the document.
    """

    _name = "customer.document.mixin"
    _description = "Document that other records are about"

    def _document_scope(self) -> dict:
        """Return what the record rules of rows about this document go by; addons add theirs."""
        self.ensure_one()
        return {"company_id": self.company_id.id}

    @api.model
    def _document_scope_fields(self) -> set[str]:
        """Name the fields of the document whose change can change its scope."""
        return {"company_id"}

    def _document_user(self):
        """Return the user who answers for the document; empty when nobody does."""
        self.ensure_one()
        for name in ("responsible_id", "user_id"):
            if name in self._fields:
                return self[name]
        return self.env["res.users"]

    def _document_department(self):
        """Return the department the document belongs to: its own, or else that of the responsible."""
        self.ensure_one()
        # sudo: to which department a document belongs is no secret
        own = self.sudo().department_id if "department_id" in self._fields else self.env["hr.department"]
        # sudo: back to the rights of the caller
        return own.sudo(self.env.su) or self._document_user()._department_in(self.company_id)

    def write(self, vals):
        result = super().write(vals)
        if self._document_scope_fields() & set(vals):
            self._sync_document_rows()
        return result

    def _sync_document_rows(self):
        """Bring the rows about these documents to their present scope."""
        for model in self._document_row_models():
            # sudo: the rows follow their document whoever changes it; they stay as open or closed as it is
            rows = self.env[model].sudo().with_context(active_test=False)
            about = rows.search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
            if about:
                about._follow_documents(self.sudo())  # sudo: see above

    @api.model
    def _document_row_models(self) -> list[str]:
        """Name the models whose rows are about documents."""
        parent = self.env.registry["customer.document.row.mixin"]
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and issubclass(model, parent) and model._auto
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_document_rows(self):
        """Take the rows about a deleted document with it, but for registers, which stay."""
        for model in self._document_row_models():
            # sudo: whoever may delete the document deletes what is about it
            self.env[model].sudo().with_context(active_test=False)._forget_documents(self._name, self.ids)
