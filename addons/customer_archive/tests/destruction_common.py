from odoo.tools import SQL

from .common import ArchiveCase

DECIDING = ("supervisor", "manager", "general_manager")


class DestructionCase(ArchiveCase):
    """Documents whose term is over, and three people who approve their destruction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts.retention_id = cls._retention(12)
        cls.Requests = cls.env["customer.destruction.request"]
        cls.deciders = {role: cls.users[role] for role in DECIDING}
        cls.approval_rule = cls._rule(
            "customer.approval.rule",
            document_model="customer.destruction.request",
            level_ids=[
                (
                    0,
                    0,
                    {"sequence": n, "decided_by": "group", "group_id": cls.env.ref(f"customer_policy.group_{role}").id},
                )
                for n, role in enumerate(DECIDING)
            ],
        )

    def _expired(self, name="Old contract", **values):
        return self._filed_document(name, date="2024-05-01", **values)

    def _request(self, documents, **values):
        requests = self.as_user(self.archivist, self.Requests)
        return requests.create({"document_ids": documents.ids, "witness_id": self.clerk.id, **values})

    def _approve(self, request, *roles):
        if not request.approval_ids:
            request.action_request_approval()
        approval = request.sudo().approval_ids
        for role in roles:
            self.as_role(role, approval).action_approve("fine")
        if "general_manager" in roles and request.witness_id == self.clerk:
            self.as_user(self.clerk, request).action_witness()

    def _destroy(self, documents, **values):
        request = self._request(documents, **values)
        self._approve(request, *DECIDING)
        # a client may ask for sizes instead of bytes: the hashes are those of the bytes all the same
        request.with_context(bin_size=True, bin_size_raw=True).action_destroy()
        return request

    def _tables_saying(self, word):
        """Return the tables of the whole database in which a row says ``word``."""
        # as a commit does: what is tracked enters the chatter only then
        self.env.cr.flush()
        self.env.cr.execute(
            """
            SELECT table_name FROM information_schema.tables
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
            """
        )
        found = []
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(
                SQL(
                    "SELECT 1 FROM %s one WHERE to_jsonb(one)::text LIKE %s LIMIT 1",
                    SQL.identifier(table),
                    f"%{word}%",
                )
            )
            found += [table] if self.env.cr.fetchall() else []
        return found

    def _content_files(self, *attachments):
        return [attachment._full_path(attachment.store_fname) for attachment in attachments]

    def _collect_garbage(self):
        self.env.flush_all()
        self.env["ir.attachment"]._gc_file_store_unsafe()
