from odoo import api, models
from odoo.tools import SQL


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
        return {*super()._document_scope_fields(), "file_id"}

    def _flush(self):  # pylint: disable=unknown-option-value,missing-return
        """Notice that documents got another level.

        A level follows from that of the file, of several files, of what is in a volume, and from ranks: it is written
        nowhere by name, but it always comes this way to the database.
        """
        level = self._fields.get("secrecy_level_id")
        ids = list(self.env._field_dirty.get(level, ()))
        super()._flush()
        if ids:
            # sudo: as in _sync_document_rows
            self.sudo().browse(ids)._after_level_change()

    def _after_level_change(self):
        """Hook: follow another level of these documents; the rows about them get it here."""
        for model in self._document_row_models():
            rows = self.env[model].with_context(active_test=False)
            rows.flush_model(["res_model", "res_id", "secrecy_level_id"])
            query = SQL(
                """
                SELECT document.secrecy_level_id, array_agg(about.id)
                  FROM %(rows)s about JOIN %(documents)s document ON document.id = about.res_id
                 WHERE about.res_model = %(name)s AND document.id = ANY(%(ids)s)
                   AND about.secrecy_level_id IS DISTINCT FROM document.secrecy_level_id
                 GROUP BY document.secrecy_level_id
                """,
                rows=SQL.identifier(rows._table),
                documents=SQL.identifier(self._table),
                name=self._name,
                ids=list(self.ids),
            )
            for level_id, row_ids in self.env.execute_query(query):
                rows.browse(row_ids).write({"secrecy_level_id": level_id})
