import hashlib

from odoo import api, fields, models


class CustomerDestructibleMixin(models.AbstractModel):
    """A record whose content can be destroyed by a destruction request, while the fact that there was one remains.

    Emptied are the fields named by :meth:`_emptied_values`; attachments go, so that the collector of the filestore
    removes their bytes; so do messages with tracked values, activities, followers, and the rows of other models that
    name the record. Registers keep facts only.
    """

    _name = "customer.destructible.mixin"
    _description = "Record whose content can be destroyed"

    destroyed_date = fields.Datetime("Destroyed On", readonly=True, copy=False)
    destruction_record_id = fields.Many2one(
        "customer.destruction.record", string="Certificate", readonly=True, copy=False, ondelete="restrict"
    )

    def _emptied_values(self) -> dict:
        """Hook: return the values that replace the content."""
        return {}

    def _destruction_obstacle(self) -> str:
        """Hook: say why the content may not be destroyed now, or return an empty string."""
        return ""

    def _destruction_facts(self) -> dict:
        """Hook: return what the register keeps of this record; no content, but its hash."""
        self.ensure_one()
        return {
            "document_model": self._name,
            "document_id": self.id,
            "company_id": self.company_id.id,
            "content": [
                self._attachment_facts(attachment)
                for attachment in self._content_attachments() | self._linked_attachments()
            ],
        }

    def _content_attachments(self):
        """Return every attachment of this record: scans, files of its messages, binary fields."""
        self.ensure_one()
        # sudo: also those that the one who destroys cannot open must go
        attachments = self.env["ir.attachment"].sudo()
        own = [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "in", self._binary_fields())]
        if "message_ids" in self._fields:
            # sudo: see above
            messages = self.env["mail.message"].sudo().search([("model", "=", self._name), ("res_id", "=", self.id)])
            sent = [
                ("res_model", "in", ("mail.message", "mail.compose.message")),
                ("id", "in", messages.attachment_ids.ids),
            ]
            return attachments.search(own, order="id") | attachments.search(sent, order="id")
        return attachments.search(own, order="id")

    def _linked_attachments(self):
        """Return the attachments of other records that this one only points to: they stay, and the register says so."""
        self.ensure_one()
        names = [
            name
            for name, field in self._fields.items()
            if field.type in ("many2many", "many2one") and field.comodel_name == "ir.attachment" and field.store
        ]
        # sudo: see _content_attachments
        known = self.sudo()
        return known.env["ir.attachment"].union(*(known[name] for name in names)) - self._content_attachments()

    @api.model
    def _binary_fields(self) -> list:
        return [False, *(name for name, field in self._fields.items() if field.type == "binary" and field.attachment)]

    def _attachment_facts(self, attachment) -> dict:
        """Return hash and size of an attachment, and where the same bytes remain."""
        elsewhere = self._same_content(attachment)
        # the bytes, and never their size instead, which a client may ask for
        raw = attachment.with_context(bin_size=False, bin_size_raw=False).raw or b""
        return {
            "sha256": hashlib.sha256(raw).hexdigest(),
            "size": attachment.file_size,
            "type": attachment.mimetype,
            "elsewhere": [self._attachment_owner(other) for other in elsewhere],
        }

    def _same_content(self, attachment):
        """Return the attachments of other records with the same bytes: they share one file in the filestore."""
        # the name of the file comes from its content, and has an index
        key = "store_fname" if attachment.store_fname else "checksum"
        if not attachment[key]:
            return attachment.browse()
        # sudo: whether the bytes remain is told, not who may read them
        others = attachment.sudo().search(
            [(key, "=", attachment[key]), ("res_field", "in", self._all_binary_fields())], order="id"
        )
        return others - self._content_attachments()

    @api.model
    def _all_binary_fields(self) -> list:
        """Name the binary fields of all models: without, a search for attachments passes over theirs."""
        names = {
            name
            for model in self.env.registry.values()
            for name, field in model._fields.items()
            if field.type == "binary" and field.attachment
        }
        return [False, *sorted(names)]

    @api.model
    def _attachment_owner(self, attachment) -> str:
        """Name the record that an attachment belongs to without telling anything of it."""
        if attachment.res_model not in self.env:
            return self.env._("attachment %s", attachment.id)
        # sudo: the name of a model is no secret
        label = self.env["ir.model"].sudo()._get(attachment.res_model).name
        return f"{label} {attachment.res_id}"

    def _destroy_content(self, record):
        """Empty the record and remove what hangs on it; ``record`` is its row in the register.

        Called by a destruction request only, with all rights and after all checks.
        """
        self.ensure_one()
        self._content_attachments().unlink()
        document = self.with_context(tracking_disable=True, mail_notrack=True)
        now = fields.Datetime.now()
        document._write_destroyed({**self._emptied_values(), "destroyed_date": now, "destruction_record_id": record.id})
        self._forget_traces()

    def _write_destroyed(self, vals: dict):
        """Hook: write past the protections of the model."""
        self.write(vals)

    def _forget_traces(self):
        """Remove messages (with tracked values and mails), activities, followers, and rows about the record."""
        self.ensure_one()
        about = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        # sudo: also what the one who destroys cannot read must go
        env = self.sudo().env
        if "message_ids" in self._fields:
            messages = env["mail.message"].search([("model", "=", self._name), ("res_id", "=", self.id)])
            env["mail.mail"].search([("mail_message_id", "in", messages.ids)]).unlink()
            messages.unlink()
            env["mail.followers"].search(about).unlink()
        if "activity_ids" in self._fields:
            env["mail.activity"].with_context(active_test=False).search(about).unlink()
        if hasattr(self, "_unlink_document_rows"):
            self._unlink_document_rows()
        self.invalidate_recordset()
