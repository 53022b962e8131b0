from contextlib import contextmanager

from odoo.exceptions import UserError

from odoo.addons.customer_file.tests.common import FileCase


class ArchiveCase(FileCase):
    """A company with an archive department, its keeper, a catalogue and places."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Documents = cls.env["customer.archive.document"]
        cls.Volumes = cls.env["customer.archive.volume"]
        cls.archivist = cls._new_user("information_administrator", login="archivist")
        cls.office = cls.env["hr.department"].create({"name": "GM Office", "company_id": cls.company.id})
        cls.company.customer_archive_department_id = cls.office
        cls.env["hr.employee"].create(
            {
                "name": "Archivist",
                "user_id": cls.archivist.id,
                "company_id": cls.company.id,
                "department_id": cls.office.id,
            }
        )
        cls._keeper(cls.office, cls.archivist)
        cls.contracts = cls._class("3.2", "Sales contracts")

    @classmethod
    def _keeper(cls, department, user):
        return cls.env["customer.archive.keeper"].create(
            {"department_id": department.id, "user_id": user.id, "company_id": cls.company.id}
        )

    @classmethod
    def _class(cls, number, name="Class", **values):
        return cls._rule("customer.archive.class", name=name, number=number, code=f"c{number}", **values)

    @classmethod
    def _retention(cls, months=12, **values):
        term = values.pop("term", "short" if months else "permanent")
        return cls._rule("customer.retention.class", months=months, term=term, **values)

    @classmethod
    def _place(cls, name="A-03", **values):
        return cls.env["customer.archive.place"].create({"name": name, "company_id": cls.company.id, **values})

    @classmethod
    def _document(cls, name="Contract", **values):
        vals = {
            "name": name,
            "company_id": cls.company.id,
            "class_id": cls.contracts.id,
            "department_id": cls.department.id,
            "responsible_id": cls.clerk.id,
            "date": "2025-03-01",
            **values,
        }
        return cls.Documents.create(vals)

    @classmethod
    def _filed_document(cls, name="Contract", **values):
        document = cls._document(name, **values)
        cls._file_documents(document)
        return document

    @classmethod
    def _file_documents(cls, documents):
        for document in documents:
            document.with_user(document.responsible_id).action_hand_in()
            document.with_user(cls.archivist).action_file()

    @classmethod
    def _scan(cls, document, raw: bytes, name="scan.txt", **values):
        vals = {"name": name, "raw": raw, "res_model": document._name, "res_id": document.id, **values}
        return cls.env["ir.attachment"].create(vals)

    @classmethod
    def _level(cls, rank=3, **values):
        return cls._rule("customer.secrecy.level", name="机密", rank=rank, code=f"l{rank}", **values)

    @contextmanager
    def refused(self, reason: str):
        """Expect that what follows is refused for this reason, and undo what it did before."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(reason, str(caught.exception))
