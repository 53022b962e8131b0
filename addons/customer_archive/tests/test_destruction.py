import hashlib
import os

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .destruction_common import DECIDING, DestructionCase


@tagged("post_install", "-at_install")
class TestDestruction(DestructionCase):
    @proves("S0-10")
    def test_three_separate_approvals(self):
        request = self._request(self._expired())
        with self.refused("must be requested first"):
            request.action_destroy()
        self._approve(request, "supervisor", "manager")
        self.assertNotIn("destroy", request.allowed_steps)
        with self.assertRaises(UserError):
            request.action_destroy()
        with self.assertRaises(UserError):
            self.as_role("manager", request.sudo().approval_ids).action_approve("again")
        self._approve(request, "general_manager")
        request.action_destroy()
        record = request.record_ids
        self.assertEqual([one["name"] for one in record.approvals], [self.users[role].name for role in DECIDING])
        self.assertTrue(all(one["date"] for one in record.approvals))
        self.assertEqual((record.destroyed_by_id, record.witness_name), (self.archivist, self.clerk.name))
        self.assertTrue(record.witnessed_date)
        self.assertEqual(record.witnessed_date, request.witnessed_date)

    def test_without_a_rule_nothing_is_destroyed(self):
        self.approval_rule.mode = "off"
        request = self._request(self._expired())
        with self.refused("no rule says whose"):
            request.action_destroy()

    @proves("S1.8-26")
    def test_a_document_appears_for_destruction_when_its_term_is_over(self):
        document = self._filed_document(date="2024-05-01")
        self.assertEqual(str(document.retention_date), "2025-05-01")
        expired = [("retention_date", "<=", "today"), ("state", "=", "filed"), ("company_id", "=", self.company.id)]
        request = self._request(document)
        self._approve(request, *DECIDING)
        with freeze_time("2025-04-30 12:00:00"):
            self.assertFalse(self.Documents.search(expired))
            with self.refused("is kept until 2025-05-01"):
                request.action_destroy()
        with freeze_time("2025-05-01 12:00:00"):
            self.assertEqual(self.Documents.search(expired), document)
            request.action_destroy()
        self.assertEqual((document.state, len(request.record_ids)), ("destroyed", 1))
        with self.assertRaises(UserError):
            document.unlink()

    @proves("S3-18.3", "S4.core-25")
    def test_it_is_never_sold(self):
        methods = [key for key, _label in self.Requests._fields["method"].selection]
        self.assertIn("shredding", methods)
        self.assertNotIn("sale", methods)
        with self.assertRaises(ValueError):
            self._request(self._expired(), method="sale")
        request = self._destroy(self._expired(), method="shredding")
        self.assertEqual(request.record_ids.method, "shredding")

    def test_what_is_kept_for_good_or_held_is_not_destroyed(self):
        self.contracts.retention_id = self._retention(0, code="permanent")
        permanent = self._expired()
        self.contracts.retention_id = self._retention(1, code="month")
        file = self._file()
        held = self._expired(file_id=file.id)
        hold = self.as_role("manager", self.env["customer.legal.hold"]).create(
            {"name": "Lawsuit of 2026", "file_ids": file.ids}
        )
        for document, reason in ((permanent, "is kept for good"), (held, "must be kept: Lawsuit of 2026")):
            request = self._request(document)
            self.assertIn(reason, request.obstacles)
            self._approve(request, *DECIDING)
            with self.refused(reason):
                request.action_destroy()
            self.assertEqual(document.state, "filed")
        self.as_role("manager", hold).active = False
        request.invalidate_recordset()
        request.action_destroy()
        self.assertEqual(held.state, "destroyed")
        by_class = self._expired()
        self.env["customer.legal.hold"].create(
            {"name": "Audit", "class_ids": self.contracts.ids, "company_id": self.company.id}
        )
        self.assertIn("Audit", by_class._destruction_obstacle())
        # a hold on a class holds what is filed in the classes under it
        below = self._class("1.1", "Framework contracts", parent_id=self.contracts.id)
        self.assertIn("Audit", self._expired(class_id=below.id)._destruction_obstacle())

    def test_a_witness_is_another_person(self):
        request = self._request(self._expired(), witness_id=self.archivist.id)
        self._approve(request, *DECIDING)
        with self.refused("another person than you"):
            request.action_destroy()

    def test_the_witness_confirms_in_person_what_was_approved(self):
        request = self._request(self._expired())
        witness = self.as_user(self.clerk, request)
        self.assertEqual(witness.search([("id", "=", request.id)]), witness)
        with self.refused("must be requested first"):
            witness.action_witness()
        request.action_request_approval()
        for role in DECIDING:
            self.as_role(role, request.sudo().approval_ids).action_approve("fine")
        with self.refused("clerk has not confirmed"):
            request.action_destroy()
        for user in (self.archivist, self.colleague, self.users["general_manager"]):
            with self.assertRaises(UserError):
                self.as_user(user, request).action_witness()
        with self.assertRaises(AccessError):
            request.write({"witnessed_date": "2026-01-01"})
        with self.assertRaises(AccessError):
            self._request(self.Documents, witnessed_date="2026-01-01")
        witness.action_witness()
        # another witness has not seen it, and this one saw nothing else
        request.witness_id = self.colleague
        request.witness_id = self.clerk
        with self.refused("has not confirmed"):
            request.action_destroy()
        witness.action_witness()
        request.action_destroy()
        self.assertTrue(request.record_ids)

    def test_what_has_no_term_is_not_destroyed(self):
        self.contracts.retention_id = False
        document = self._expired()
        self.assertFalse(document.retention_id)
        request = self._request(document)
        self._approve(request, *DECIDING)
        with self.refused("no retention class"):
            request.action_destroy()
        self.assertEqual(document.state, "filed")

    def test_what_was_destroyed_stays_as_it_was_asked_for(self):
        request = self._destroy(self._expired())
        for vals in (
            {"method": "burning"},
            {"reason": "x"},
            {"witness_id": self.archivist.id},
            {"document_ids": False},
        ):
            for user in (self.archivist, self.users["general_manager"]):
                with self.subTest(vals=vals, user=user.login), self.assertRaises(AccessError):
                    self.as_user(user, request).write(vals)

    def test_another_list_needs_another_approval(self):
        request = self._request(self._expired())
        self._approve(request, *DECIDING)
        request.document_ids |= self._expired("Smuggled in")
        with self.assertRaises(UserError):
            request.action_destroy()

    def test_the_content_is_gone_and_the_register_stays(self):
        document = self._expired("A okapi title", note="okapi note", keywords="okapi word")
        self.as_user(self.archivist, document.volume_id).action_list_contents()
        document.message_post(body="okapi message")
        document.activity_schedule("mail.mail_activity_data_todo", summary="okapi task")
        number, volume = document.number, document.volume_id
        request = self._destroy(document)
        about = [("model", "=", document._name), ("res_id", "=", document.id)]
        self.assertFalse(self.env["mail.message"].search(about))
        self.assertFalse(
            self.env["mail.activity"].search([("res_model", "=", document._name), ("res_id", "=", document.id)])
        )
        self.assertFalse(
            self.env["customer.deadline"].search([("res_model", "=", document._name), ("res_id", "=", document.id)])
        )
        self.assertEqual(document.number, number)
        self.assertFalse(self._tables_saying("okapi"))
        self.assertTrue(volume.contents[0]["is_destroyed"])
        record = request.record_ids
        self.assertEqual(record.document_number, number)
        self.assertEqual(record.title_hash, hashlib.sha256(b"A okapi title").hexdigest())
        for user in (self.archivist, self.users["general_manager"], self.users["security_auditor"]):
            mine = self.as_user(user, record)
            self.assertEqual(mine.document_number, number)
            for attempt in (
                lambda mine=mine: mine.write({"reason": "other"}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.create({"request_id": request.id, "document_model": "x", "document_id": 1}),
            ):
                with self.assertRaises(UserError):
                    attempt()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM customer_destruction_record WHERE id = %s", [record.id])

    def test_the_bytes_are_gone_once_the_collector_has_run(self):
        """Attachments, scans uploaded with the form, and files of messages: none is left in the filestore."""
        document = self._expired()
        scan = self._scan(document, os.urandom(64))
        message = document.message_post(body="see file", attachments=[("file.bin", os.urandom(64))])
        parts = scan | message.attachment_ids
        paths = self._content_files(*parts)
        hashes = {hashlib.sha256(part.raw).hexdigest() for part in parts}
        self._collect_garbage()
        self.assertTrue(all(map(os.path.exists, paths)))
        record = self._destroy(document).record_ids
        self._collect_garbage()
        self.assertFalse(any(map(os.path.exists, paths)))
        self.assertFalse(parts.exists())
        self.assertEqual({part["sha256"] for part in record.content}, hashes)
        self.assertEqual((record.file_count, record.bytes_remain), (2, False))

    def test_identical_content_elsewhere_stays_and_the_certificate_says_so(self):
        raw = os.urandom(64)
        document, other = self._expired(), self._filed_document("Still needed", date="2026-05-01")
        scan, kept = self._scan(document, raw), self._scan(other, raw)
        path = self._content_files(scan)[0]
        self.assertEqual(self._content_files(kept)[0], path)
        record = self._destroy(document).record_ids
        self._collect_garbage()
        self.assertFalse(scan.exists())
        self.assertTrue(os.path.exists(path))
        self.assertEqual(kept.raw, raw)
        self.assertTrue(record.bytes_remain)
        self.assertEqual(record.content[0]["elsewhere"], [f"Archive document {other.id}"])
        self.assertNotIn("Still needed", record.content_text)

    def test_a_scan_of_another_record_stays_and_the_certificate_says_so(self):
        other = self._filed_document("Still needed", date="2026-05-01")
        scan = self._scan(other, os.urandom(64))
        document = self._document(date="2024-05-01", attachment_ids=[(4, scan.id)])
        self._file_documents(document)
        record = self._destroy(document).record_ids
        self.assertEqual(record.content[0]["elsewhere"], [f"Archive document {other.id}"])
        self.assertTrue(scan.exists())
        self.assertFalse(document.attachment_ids)

    def test_a_secret_document_is_destroyed_by_whom_it_is_closed_to(self):
        document = self._expired("Franchise contract")
        document._classify(self._level(), "test")
        request = self._request(self.Documents)
        request.sudo().document_ids = document
        self.assertFalse(request.obstacles)
        self.env["customer.legal.hold"].create(
            {"name": "Audit", "document_ids": document.ids, "company_id": self.company.id}
        )
        request.invalidate_recordset()
        self.assertIn("Audit", request.obstacles)
        self.assertNotIn("Franchise", request.obstacles)
        self.env["customer.legal.hold"].search([]).active = False
        self._approve(request, *DECIDING)
        request.action_destroy()
        self.assertEqual(document.state, "destroyed")

    def test_a_snapshot_can_be_destroyed_too(self):
        file = self._file(kind_id=self.kind.id)
        with freeze_time("2026-05-01 12:00:00"):
            self.as_user(self.archivist, file).action_take_snapshot()
        snapshot = file.archive_snapshot_ids
        self.assertIn("no retention class", snapshot._destruction_obstacle())
        # without a class from the beginning it is kept as the kind of the file says today
        self.kind.retention_id = self._retention(1, code="month")
        with freeze_time("2026-05-31 12:00:00"):
            self.assertIn("is kept until 2026-06-01", snapshot._destruction_obstacle())
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", snapshot._name), ("res_id", "=", snapshot.id), ("res_field", "=", "content")]
        )
        path = self._content_files(attachment)[0]
        request = self._destroy(self.Documents, snapshot_ids=snapshot.ids)
        self._collect_garbage()
        self.assertFalse(os.path.exists(path))
        self.assertEqual(snapshot.state, "destroyed")
        self.assertFalse(snapshot.content_html)
        self.assertEqual(request.record_ids.content[0]["sha256"], snapshot.sha256)

    def test_who_may_not_file_does_not_destroy(self):
        request = self._request(self._expired())
        self._approve(request, *DECIDING)
        with self.assertRaises(UserError):
            self.as_user(self.clerk, request).action_destroy()
        with self.assertRaises(AccessError):
            request.write({"state": "done"})
        self.assertEqual(request.record_ids, self.env["customer.destruction.record"])

    def test_a_request_opens_with_what_was_selected(self):
        document, file = self._expired(), self._file()
        for records, name in ((document, "document_ids"), (file, "file_ids")):
            action = self.as_user(self.archivist, records).action_request_destruction()
            requests = self.as_user(self.archivist, self.env[action["res_model"]]).with_context(**action["context"])
            self.assertEqual(requests.new({})[name]._origin, records)
        self._destroy(document)
        certificate = self.as_user(self.archivist, document).action_view_destruction_record()
        self.assertEqual(certificate["res_id"], document.destruction_record_id.id)
