from odoo import api, fields, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

#: what remains of a file: that there was one, of which customer, and until when it was kept
REMAINS = {
    *models.MAGIC_COLUMNS, "active", "company_id", "destroyed_date", "destruction_record_id", "merged_into_id",
    "number", "opening_date", "own_secrecy_level_id", "partner_id", "retention_date", "retention_id", "state",
}  # fmt: skip


class CustomerFile(models.Model):
    """A customer file at the end of its term: content, rows, scans and messages go, the number remains (S1.8-26).

    The term begins when the file is archived. Its documents and snapshots are destroyed with it, each with a
    certificate of its own; so the term of each must be over as well. The customer stays, and may get a new file.
    What an addon keeps open about a customer (a complaint, say) it tells by extending ``_unfinished_business``.
    """

    _name = "customer.file"
    _inherit = ["customer.file", "customer.destructible.mixin"]

    @api.model
    def _workflow_protected_fields(self):
        mine = {"retention_id", "retention_date", "destroyed_date", "destruction_record_id"}
        return {*super()._workflow_protected_fields(), *mine}

    def write(self, vals):
        archived = self.filtered(lambda file: file.active and "active" in vals and not vals["active"])
        reopened = self.filtered(lambda file: not file.active and vals.get("active"))
        result = super().write(vals)
        for file in archived:
            # sudo: the term follows from archiving, whoever may archive
            known = file.sudo()
            known._start_retention(known.kind_id.retention_id, known.company_id._policy_today())
        if reopened:
            # sudo: see above
            reopened.sudo()._write_protected({"retention_id": False, "retention_date": False})
        return result

    def _family(self):
        """Return these files with all that were merged with them, however often."""
        family = new = self
        while new:
            new = (new.merged_into_id | new.merged_from_ids) - family
            family |= new
        return family

    # destruction

    def _destruction_obstacle(self) -> str:
        self.ensure_one()
        name = self.display_name
        if self.merged_into_id:
            return self.env._(
                "%(file)s was merged into %(kept)s, and is destroyed together with that file.",
                file=name,
                kept=self.merged_into_id.display_name,
            )
        if self.active:
            return self.env._("%s is in use: archive it first. Its term begins on that day.", name)
        # sudo: whoever asks for the destruction is told what holds it back, by number
        if unfinished := self._family().sudo()._unfinished_business():
            return self.env._("%(file)s is still needed: %(business)s", file=name, business=unfinished)
        lent = self.env["customer.access.request"]._lent([("file_id", "in", self._family().ids)])
        if lent:
            return self.env._("%(document)s is lent out: %(request)s.", document=name, request=lent.number)
        own = super()._destruction_obstacle()
        documents, snapshots, *_files = self._destroyed_parts()
        parts = (one for records in (documents, snapshots) for one in records)
        return own or next(filter(None, (one._destruction_obstacle() for one in parts)), "")

    def _destroyed_parts(self) -> list:
        """Return documents, snapshots and merged files whose content goes with these files, then the files."""
        family = self._family()
        parts = [family.archive_document_ids, family.archive_snapshot_ids, family - self, self]
        return [part.filtered(lambda one: one.state != "destroyed") for part in parts]

    def _destruction_facts(self):
        return {
            **super()._destruction_facts(),
            "document_number": self.number,
            "title": self.name,
            "document_date": self.opening_date,
            "file_number": self.number,
        }

    def _emptied_values(self):
        values = dict(super()._emptied_values())
        for name, field in self._fields.items():
            given = field.store and not field.related and not (field.compute and field.readonly)
            if not given or field.type == "one2many" or name in REMAINS:
                continue
            if field.type == "many2many":
                values[name] = [fields.Command.clear()]
            else:
                values[name] = field.default(self) if field.required and field.default else False
        return values

    def _write_destroyed(self, vals):
        self._write_protected(vals)

    def _content_attachments(self):
        found = super()._content_attachments()
        return found.union(*(self._attachments_of(rows) for rows in [*self._rows_under(), self._released_about()]))

    def _destroy_content(self, record):
        result = super()._destroy_content(record)
        # only now, since the history of the file noted how it was emptied
        for rows in self._rows_under():
            self._forget_traces_of(rows)
            # what is on record is kept from everybody, but not from its approved destruction
            rows.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self._forget_traces_of(self._released_about())
        self._forget_import()
        self.with_context(tracking_disable=True)._write_protected({"state": "destroyed"})
        return result

    def _rows_under(self) -> list:
        """Return the rows of every model that belong to this file and are destroyed as part of it."""
        found = []
        for name in self.env.registry.descendants(["customer.secret.mixin"], "_inherit"):
            model = self.env[name]
            if model._abstract or not model._secrecy_file_field or model._outlives_file:
                continue
            if "destruction_record_id" in model._fields:
                continue
            # sudo: approved content goes whole, also what the one who carries it out may not read
            rows = model.sudo().with_context(active_test=False).search([(model._secrecy_file_field, "=", self.id)])
            if rows:
                found.append(rows)
        return found

    def _released_about(self):
        """Return the releases about this file alone: to whom what was given stays on record, scans and talk go."""
        # sudo: see _rows_under
        releases = self.env["customer.release"].sudo().search([("file_ids", "in", self.ids)])
        return releases.filtered(lambda one: all(file in self or file.state == "destroyed" for file in one.file_ids))

    def _forget_import(self):
        """Empty the rows of imported lists that made or changed this file, and the lists that are done with."""
        # sudo: see _rows_under
        lines = self.env["customer.import.line"].sudo().search([("file_id", "in", self.ids)])
        lines.write(dict.fromkeys(("customer", "values", "reason", "code_key", "name_key", "phone_key"), False))
        lines.import_id.filtered(lambda job: job.state == "done").data = False
