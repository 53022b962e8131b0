import base64
import hashlib
import json

from odoo import api, fields, models

from .customer_file_snapshot import LEFT_OUT

#: keys that are computed to search by, and stamps of the database
NO_DATA = {"id", "active", "color", "code_key", "name_key", "phone_key", *models.MAGIC_COLUMNS}

#: how many files are read and written at a time
BATCH = 100


class CustomerFile(models.Model):
    """The place of a customer file in the archive: its documents, its shelf, its snapshots."""

    _inherit = "customer.file"

    archive_document_ids = fields.One2many("customer.archive.document", "file_id", string="Archive Documents")
    archive_document_count = fields.Integer(compute="_compute_archive_counts")
    archive_snapshot_ids = fields.One2many("customer.file.snapshot", "file_id", string="Snapshots")
    archive_snapshot_count = fields.Integer(
        compute="_compute_archive_snapshot_count", groups="customer_policy.group_information_administrator"
    )
    archive_place_id = fields.Many2one(
        "customer.archive.place",
        string="Kept At",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Where the papers of this customer stand.",
    )

    def _compute_archive_counts(self):
        documents = self.env["customer.archive.document"]
        counts = dict(documents._read_group([("file_id", "in", self.ids)], ["file_id"], ["__count"]))
        for file in self:
            file.archive_document_count = counts.get(file, 0)

    def _compute_archive_snapshot_count(self):
        snapshots = self.env["customer.file.snapshot"]
        counts = dict(snapshots._read_group([("file_id", "in", self.ids)], ["file_id"], ["__count"]))
        for file in self:
            file.archive_snapshot_count = counts.get(file, 0)

    def write(self, vals):
        before = {file: file.life_status for file in self} if "life_status" in vals else {}
        result = super().write(vals)
        for file, status in before.items():
            if file.life_status != status and file.life_status in ("cooperating", "lost"):
                self.env["customer.archive.filing.rule"]._demand(f"file_{file.life_status}", file)
        return result

    def _move_lines(self, kept):
        """Documents go with the file when it is merged; snapshots stay what they were."""
        result = super()._move_lines(kept)
        # sudo: every document moves with its file, also those that are filed and closed to changes
        self.sudo().archive_document_ids.write({"file_id": kept.id})
        return result

    def action_view_archive_documents(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_archive.customer_archive_document_action")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {"default_file_id": self.id}}

    def action_view_archive_snapshots(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_archive.customer_file_snapshot_action")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {}}

    # snapshots

    def action_take_snapshot(self):
        """Keep what the files say now; for files no rule meets too."""
        self.check_access("read")
        self.env["customer.file.snapshot"].check_access("read")
        self._take_snapshots("manual")
        return True

    def _take_snapshots(self, occasion: str, rule=None):
        """Freeze these files; return the snapshots.

        The content is that of all who may read the file as it is: the caller checked who may ask for it.
        """
        # sudo: snapshots are taken by this method only, and whoever reads one may read all that is in it
        snapshots = self.env["customer.file.snapshot"].sudo()
        known = self.sudo()  # sudo: see above
        names, lines = known._snapshot_fields(), known._snapshot_lines()
        taken = snapshots.browse()
        for start in range(0, len(known), BATCH):
            vals_list = []
            for file in known[start : start + BATCH]:
                # in the language of the company, whoever takes it: two snapshots can be compared
                file = file.with_context(lang=file.company_id.partner_id.lang or "en_US")
                raw = json.dumps(
                    file._snapshot_content(names, lines), ensure_ascii=False, sort_keys=True, indent=1
                ).encode()
                retention, date = file._snapshot_term(rule, file.company_id._policy_today())
                vals_list.append(
                    {
                        "name": f"{file.number} {fields.Date.to_string(file.company_id._policy_today())}",
                        "file_id": file.id,
                        "occasion": occasion,
                        "user_id": self.env.uid,
                        "content": base64.b64encode(raw),
                        "sha256": hashlib.sha256(raw).hexdigest(),
                        "retention_id": retention.id,
                        "retention_date": date,
                        **({"rule_id": rule.id, "period": rule._period()} if rule else {}),
                    }
                )
            taken |= snapshots.create(vals_list)
        held = {file: [file[name].secrecy_level_id for name in lines] for file in known}
        taken._raise_levels({snapshot: held[snapshot.file_id] for snapshot in taken})
        return taken

    def _snapshot_term(self, rule, day):
        """Return how long and until when a snapshot of ``day`` is kept: as its rule says, or the kind of the file."""
        self.ensure_one()
        retention = (rule and rule.retention_id) or self.kind_id.retention_id
        return retention, retention._expiry(day) if retention else False

    @api.model
    def _snapshot_fields(self) -> list[str]:
        """Name the data of a file that a snapshot holds: all that is stored, and name and address of the customer."""
        related = {"street", "street2", "zip", "city", "state_id", "country_id", "phone", "email", "website", "vat"}
        return sorted(
            name
            for name, field in self._fields.items()
            if (field.store or name in related)
            and field.type not in ("one2many", "binary", "many2one_reference")
            # what only some may read does not go where others read it
            and not field.groups
            and not name.startswith(LEFT_OUT)
            and name not in NO_DATA
        )

    @api.model
    def _snapshot_lines(self) -> list[str]:
        """Name the rows of a file that a snapshot holds: not contacts with the customer, which may be secret."""
        return ["decision_maker_ids", "year_ids", "transaction_ids", "competitor_ids", "event_ids"]

    def _snapshot_content(self, names: list[str], lines: list[str]) -> dict:
        self.ensure_one()
        shown = self._shown_values(names)
        return {
            "data": [
                {"label": self._fields[name]._description_string(self.env), "value": shown[name]}
                for name in names
                if shown[name]
            ],
            "lines": [section for name in lines if (section := self._snapshot_section(name))],
        }

    def _snapshot_section(self, name: str) -> dict | None:
        """Return the rows of a one2many with the columns that have a value."""
        rows = self[name]
        fields_of = [
            field
            for key, field in rows._fields.items()
            if field.store
            and field.type not in ("one2many", "many2many", "binary")
            and key not in ("id", "file_id", "company_id")
            if key not in ("create_uid", "create_date", "write_uid", "write_date")
        ]
        columns = [field for field in fields_of if any(row[field.name] for row in rows)]
        if not columns:
            return None
        return {
            "label": self._fields[name]._description_string(self.env),
            "columns": [field._description_string(self.env) for field in columns],
            "rows": [[str(field.convert_to_export(row[field.name], row) or "") for field in columns] for row in rows],
        }
