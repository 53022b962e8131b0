import hashlib
import os

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .destruction_common import DECIDING, DestructionCase


@tagged("post_install", "-at_install")
class TestFileDestruction(DestructionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind.retention_id = cls._retention(12, code="year")

    def _ended(self, **values):
        """A file that was archived on 1 May 2025, and so is kept until 1 May 2026."""
        file = self._filed(name=values.pop("name", "Old Mill Paper"), **values)
        with freeze_time("2025-05-01 12:00:00"):
            file.action_archive()
        return file

    def _full(self, **values):
        """A file with something of everything in it; the word okapi stands everywhere."""
        file = self._filed(
            name="Old Mill Paper",
            legal_representative="Okapi, owner",
            note="okapi note",
            business_scope="okapi scope",
            decision_maker_ids=[Command.create({"name": "Ms okapi", "phone": "139okapi", "birthday": "1980-01-01"})],
            transaction_ids=[Command.create({"date": "2024-01-01", "contract_number": "okapi-1", "way": "okapi"})],
            competitor_ids=[Command.create({"name": "okapi competitor"})],
            year_ids=[Command.create({"year": 2024, "financial_status": "okapi good"})],
            **values,
        )
        file.message_post(body="okapi message", attachments=[("okapi.bin", os.urandom(64))])
        file.activity_schedule("mail.mail_activity_data_todo", summary="okapi task")
        self.env["customer.file.interaction"].with_user(self.clerk).create(
            {"file_id": file.id, "subject": "okapi call", "content": "okapi said", "next_step": "okapi next",
             "next_date": "2024-05-01"}
        )  # fmt: skip
        self.env["customer.file.event"].with_user(self.clerk).create({"file_id": file.id, "name": "okapi fair"})
        correction = self.env["customer.file.correction"].create(
            {"file_id": file.id, "name": "okapi correction", "reason": "okapi reason"}
        )
        correction.message_post(body="okapi talk")
        job = self.env["customer.import"].create({"filename": "list.csv", "company_id": self.company.id})
        self.env["customer.import.line"].create(
            {"import_id": job.id, "company_id": self.company.id, "row_number": 1, "outcome": "create",
             "customer": "okapi", "values": {"name": "okapi"}, "file_id": file.id, "is_done": True}
        )  # fmt: skip
        return file

    def _release(self, files):
        release = self.env["customer.release"].create(
            {"file_ids": files.ids, "recipient": "Tax office", "purpose": "Audit", "content": "Address",
             "company_id": self.company.id}
        )  # fmt: skip
        release.consent_ids = self._scan(release, os.urandom(64))
        release.message_post(body="okapi consent" if len(files) == 1 else "consent")
        return release

    def _archive(self, file):
        with freeze_time("2025-05-01 12:00:00"):
            file.action_archive()

    def _destroy_file(self, file, **values):
        return self._destroy(self.Documents, file_ids=file.ids, **values)

    @proves("S1.8-26")
    def test_the_term_begins_when_the_file_is_archived(self):
        file = self._ended()
        self.assertEqual(str(file.retention_date), "2026-05-01")
        with freeze_time("2026-04-30 12:00:00"):
            self.assertIn("is kept until 2026-05-01", file._destruction_obstacle())
        with freeze_time("2026-05-01 12:00:00"):
            self.assertFalse(file._destruction_obstacle())
        file.action_unarchive()
        self.assertFalse(file.retention_id or file.retention_date)
        self.assertIn("is in use", file._destruction_obstacle())
        self.kind.retention_id = False
        self._archive(file)
        self.assertIn("no retention class", file._destruction_obstacle())

    def test_the_content_is_gone_and_number_customer_and_certificate_remain(self):
        file = self._full()
        document = self._expired("okapi contract", file_id=file.id)
        scan = self._scan(document, os.urandom(64))
        own = self._scan(file, os.urandom(64))
        release, shared = self._release(file), self._release(file | self._file("Another customer"))
        with freeze_time("2024-05-01 12:00:00"):
            self.as_user(self.archivist, file).action_take_snapshot()
        number, partner = file.number, file.partner_id
        sent = self.env["mail.message"].search([("model", "=", "customer.file"), ("res_id", "=", file.id)])
        parts = own | scan | sent.attachment_ids
        self.assertEqual(len(parts), 3)
        parts |= release.consent_ids
        self.assertGreater(len(self._tables_saying("okapi")), 10, "the test would find nothing")
        hashes = {hashlib.sha256(part.raw).hexdigest() for part in parts}
        paths = self._content_files(*parts)
        # tests do not track changes, people do
        self._archive(file.with_context(tracking_disable=False, mail_notrack=False))
        request = self._destroy_file(file)
        self._collect_garbage()
        self.assertFalse(self._tables_saying("okapi") + self._tables_saying("Okapi"))
        self.assertFalse(any(map(os.path.exists, paths)))
        self.assertRecordValues(
            file,
            [{"number": number, "partner_id": partner.id, "name": "Old Mill Paper", "state": "destroyed"}
             | {"active": False, "responsible_id": False, "sorted_date": False, "event_ids": []}],
        )  # fmt: skip
        self.assertTrue(partner.exists())
        self.assertFalse(sent.exists())
        records = request.record_ids
        self.assertEqual(
            set(records.mapped("document_model")),
            {"customer.file", "customer.archive.document", "customer.file.snapshot"},
        )
        self.assertLessEqual(hashes, {part["sha256"] for record in records for part in record.content})
        own_record = file.destruction_record_id
        # its scan, that of its message, and the consent; what is about another customer too stays
        self.assertEqual((own_record.document_number, own_record.file_count), (number, 3))
        self.assertEqual((release.purpose, release.consent_ids.ids), ("Audit", []))
        self.assertTrue(shared.consent_ids.raw)
        self.assertEqual(own_record.title_hash, hashlib.sha256(b"Old Mill Paper").hexdigest())
        self.assertEqual(own_record.retention_name, "customer.retention.class")
        self.assertEqual(str(own_record.retention_date), "2026-05-01")
        self.assertEqual((document.state, file.archive_snapshot_ids.state), ("destroyed", "destroyed"))

    def test_it_stays_as_it_is_and_the_customer_may_get_a_new_file(self):
        file = self._ended()
        self._destroy_file(file)
        for attempt in (
            lambda: file.write({"note": "again"}),
            lambda: file.action_unarchive(),
            lambda: file.unlink(),
            lambda: self.env["customer.file.event"].create({"file_id": file.id, "name": "fair"}),
            lambda: self._document(file_id=file.id),
        ):
            self.assertRefused("was destroyed", attempt)
        other = self._expired()
        self.assertRefused("was destroyed", lambda: other.sudo().write({"file_id": file.id}))
        new = self._file(partner_id=file.partner_id.id)
        self.assertEqual(file.partner_id.with_company(self.company).customer_file_id, new)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._file(partner_id=file.partner_id.id)
        # the customer goes on without the old file
        file.partner_id.phone = "0570-1"
        self.assertFalse(file.event_ids)

    def test_partners_with_destroyed_files_are_merged(self):
        first, second = self._ended(), self._ended(name="Old Mill Paper Ltd")
        self._destroy_file(first | second)
        kept, lost = first.partner_id, second.partner_id
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept | lost).ids, kept)
        self.assertEqual((first | second).partner_id, kept)
        self.assertFalse(second.merged_into_id)

    def test_what_is_kept_held_or_lent_stands_in_the_way(self):
        file = self._full()
        document = self._filed_document("Young contract", date="2026-10-01", file_id=file.id)
        self._archive(file)
        request = self._request(self.Documents, file_ids=file.ids)
        self.assertIn("is kept until 2027-10-01", request.obstacles)
        self._approve(request, *DECIDING)
        with self.refused("is kept until 2027-10-01"):
            request.action_destroy()
        self.assertIn("okapi note", file.note)
        document._write_protected({"retention_date": "2026-10-02"})
        hold = self.env["customer.legal.hold"].create(
            {"name": "Lawsuit", "file_ids": file.ids, "company_id": self.company.id}
        )
        self.assertIn("must be kept: Lawsuit", file._destruction_obstacle())
        hold.write({"file_ids": [Command.clear()], "document_ids": document.ids})
        self.assertIn("must be kept: Lawsuit", file._destruction_obstacle())
        hold.active = False
        self.assertFalse(file._destruction_obstacle())
        loan = self.env["customer.access.request"].create(
            {"kind": "loan", "file_id": file.id, "company_id": self.company.id, "applicant_id": self.clerk.id,
             "material": "x", "purpose": "x", "reason": "x"}
        )  # fmt: skip
        loan._write_protected({"state": "issued"})
        self.assertIn("is lent out", file._destruction_obstacle())
        loan.write({"file_id": False, "document_ids": document.ids})
        self.assertIn("is lent out", file._destruction_obstacle())

    def test_what_was_merged_into_it_goes_with_it(self):
        lost, kept = self._filed(name="Okapi Trading", note="okapi lost"), self._filed(name="Old Mill Paper")
        with freeze_time("2024-05-01 12:00:00"):
            self.as_user(self.archivist, lost).action_take_snapshot()
        lost._merge_into(kept)
        self._archive(kept)
        self.assertIn("was merged into", lost._destruction_obstacle())
        hold = self.env["customer.legal.hold"].create(
            {"name": "Audit", "file_ids": lost.ids, "company_id": self.company.id}
        )
        self.assertIn("must be kept: Audit", kept._destruction_obstacle())
        hold.active = False
        request = self._destroy_file(kept)
        self.assertEqual((lost.state, lost.archive_snapshot_ids.state), ("destroyed", "destroyed"))
        self.assertFalse(self._tables_saying("okapi lost"))
        self.assertEqual(len(request.record_ids), 3)

    def test_who_may_destroy_nothing_cannot_make_a_shell(self):
        file = self._ended()
        for role in ("user", "supervisor", "general_manager"):
            mine = self.as_role(role, file)
            for vals in ({"state": "destroyed"}, {"retention_date": "2020-01-01"}, {"destroyed_date": "2020-01-01"}):
                with self.assertRaises(UserError):
                    mine.write(vals)
        with self.assertRaises(AccessError):
            self.as_user(self.archivist, file).write({"state": "destroyed"})

    def test_a_customer_asked_for_twice_is_destroyed_once(self):
        file = self._full()
        document = self._expired(file_id=file.id)
        self._archive(file)
        request = self._destroy(document, file_ids=file.ids)
        self.assertEqual(len(request.record_ids), 2)
        self.assertEqual(file.destruction_record_id.witnessed_date, request.witnessed_date)
