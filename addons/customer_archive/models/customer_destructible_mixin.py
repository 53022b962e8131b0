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

    retention_id = fields.Many2one(
        "customer.retention.class", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    retention_date = fields.Date(
        "Kept Until", readonly=True, copy=False, index="btree_not_null", help="From this day on it may be destroyed."
    )
    destroyed_date = fields.Datetime("Destroyed On", readonly=True, copy=False)
    destruction_record_id = fields.Many2one(
        "customer.destruction.record", string="Certificate", readonly=True, copy=False, ondelete="restrict"
    )

    def action_request_destruction(self):
        """Open a new destruction request for these records."""
        request = self.env["customer.destruction.request"]
        (name,) = (name for name in request._object_fields() if request._fields[name].comodel_name == self._name)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Destruction"),
            "res_model": request._name,
            "view_mode": "form",
            "context": {f"default_{name}": [fields.Command.set(self.ids)]},
        }

    def action_view_destruction_record(self):
        self.ensure_one()
        return self.destruction_record_id._get_records_action()

    def _emptied_values(self) -> dict:
        """Hook: return the values that replace the content."""
        return {}

    def _start_retention(self, retention, day):
        """Let the term of ``retention`` run from ``day``; a class that changes later changes nothing here."""
        self.ensure_one()
        expiry = retention._expiry(day) if retention else False
        self._write_destroyed({"retention_id": retention.id, "retention_date": expiry})

    def _term(self) -> tuple:
        """Return retention class and the day from which the content may be destroyed."""
        return self.retention_id, self.retention_date

    def _destruction_obstacle(self) -> str:
        """Hook: say why the content may not be destroyed now, or return an empty string."""
        self.ensure_one()
        name = self.display_name
        if self.state == "destroyed":
            return self.env._("%s is destroyed already.", name)
        retention, date = self._term()
        if not retention:
            return self.env._("%s has no retention class, and so no term that could be over.", name)
        if retention.term == "permanent":
            return self.env._("%s is kept for good.", name) + " " + retention._why()
        if date > self.company_id._policy_today():
            return self.env._("%(document)s is kept until %(date)s.", document=name, date=date) + " " + retention._why()
        hold = self.env["customer.legal.hold"]._holding(self)[:1]
        if hold:
            return self.env._("%(document)s must be kept: %(hold)s.", document=name, hold=hold.name)
        return ""

    def _destruction_facts(self) -> dict:
        """Hook: return what the register keeps of this record; no content, but its hash."""
        self.ensure_one()
        own = self._content_attachments()
        retention, date = self._term()
        return {
            "document_model": self._name,
            "document_id": self.id,
            "company_id": self.company_id.id,
            "retention_name": retention.name,
            "retention_date": date,
            "content": [self._attachment_facts(attachment, own) for attachment in own | self._linked_attachments(own)],
        }

    def _content_attachments(self):
        """Return every attachment of this record: scans, files of its messages, binary fields."""
        return self._attachments_of(self)

    @api.model
    def _attachments_of(self, records):
        # sudo: also those that the one who destroys cannot open must go
        attachments = self.env["ir.attachment"].sudo()
        own = [
            ("res_model", "=", records._name),
            ("res_id", "in", records.ids),
            ("res_field", "in", self._binary_fields(records)),
        ]
        found = attachments.search(own, order="id")
        if "message_ids" in records._fields:
            messages = self.env["mail.message"].sudo()  # sudo: see above
            messages = messages.search([("model", "=", records._name), ("res_id", "in", records.ids)])
            sent = [
                ("res_model", "in", ("mail.message", "mail.compose.message")),
                ("id", "in", messages.attachment_ids.ids),
            ]
            found |= attachments.search(sent, order="id")
        return found

    def _linked_attachments(self, own):
        """Return the attachments of other records that this one only points to: they stay, and the register says so."""
        self.ensure_one()
        names = [
            name
            for name, field in self._fields.items()
            if field.type in ("many2many", "many2one") and field.comodel_name == "ir.attachment" and field.store
        ]
        # sudo: see _attachments_of
        known = self.sudo()
        return known.env["ir.attachment"].union(*(known[name] for name in names)) - own

    @api.model
    def _binary_fields(self, records) -> list:
        names = (name for name, field in records._fields.items() if field.type == "binary" and field.attachment)
        return [False, *names]

    def _attachment_facts(self, attachment, own) -> dict:
        """Return hash and size of an attachment, and where the same bytes remain once those of ``own`` are gone."""
        elsewhere = self._same_content(attachment) - own
        # the bytes, and never their size instead, which a client may ask for
        raw = attachment.with_context(bin_size=False, bin_size_raw=False).raw or b""
        return {
            "sha256": hashlib.sha256(raw).hexdigest(),
            "size": attachment.file_size,
            "type": attachment.mimetype,
            "elsewhere": [self._attachment_owner(other) for other in elsewhere],
        }

    def _same_content(self, attachment):
        """Return the attachments with the same bytes: they share one file in the filestore."""
        # the name of the file comes from its content, and has an index
        key = "store_fname" if attachment.store_fname else "checksum"
        if not attachment[key]:
            return attachment.browse()
        # sudo: whether the bytes remain is told, not who may read them
        others = attachment.sudo().search(
            [(key, "=", attachment[key]), ("res_field", "in", self._all_binary_fields())], order="id"
        )
        return others

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
        if hasattr(self, "_track_discard"):
            # what was tracked earlier in this transaction would enter the chatter, old values and all, at its end
            self._track_discard()
        document = self.with_context(tracking_disable=True, mail_notrack=True)
        now = fields.Datetime.now()
        document._write_destroyed({**self._emptied_values(), "destroyed_date": now, "destruction_record_id": record.id})
        self._forget_traces()

    def _write_destroyed(self, vals: dict):
        """Hook: write past the protections of the model."""
        self.write(vals)

    def _forget_traces(self):
        """Remove what hangs on the record itself."""
        self._forget_traces_of(self)
        self.invalidate_recordset()

    @api.model
    def _forget_traces_of(self, records):
        """Remove messages (with tracked values and mails), activities, followers, and rows about the records."""
        about = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        # sudo: also what the one who destroys cannot read must go
        env = self.sudo().env
        if "message_ids" in records._fields:
            messages = env["mail.message"].search([("model", "=", records._name), ("res_id", "in", records.ids)])
            env["mail.mail"].search([("mail_message_id", "in", messages.ids)]).unlink()
            messages.unlink()
            env["mail.followers"].search(about).unlink()
        if "activity_ids" in records._fields:
            env["mail.activity"].with_context(active_test=False).search(about).unlink()
        if hasattr(records, "_unlink_document_rows"):
            records._unlink_document_rows()
