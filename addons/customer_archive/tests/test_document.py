from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import ArchiveCase


@tagged("post_install", "-at_install")
class TestDocument(ArchiveCase):
    def _overdue(self):
        return self.Documents.search([("has_overdue_deadline", "=", True), ("company_id", "=", self.company.id)])

    def _deadline_rule(self, milestone, duration, **values):
        return self._rule(
            "customer.deadline.rule",
            milestone=f"customer.archive.document/{milestone}",
            duration=duration,
            unit="day",
            **values,
        )

    @proves("S2.2-04b")
    def test_documents_of_may_are_in_the_archive_by_10_june_with_a_signed_receipt(self):
        self._deadline_rule("month", 10)
        documents = self.Documents.union(*(self._document(date=day) for day in ("2025-05-02", "2025-05-31")))
        early, late = documents
        with freeze_time("2025-06-10 15:00:00"):
            self.assertFalse(self._overdue())
            self.as_user(self.clerk, early).action_hand_in()
            with self.assertRaises(UserError):
                self.as_user(self.boss, early).action_file()
            self.as_user(self.archivist, early).action_file()
            self.as_user(self.clerk, late).action_hand_in()
        self.assertEqual(early.handed_in_by_id, self.clerk)
        self.assertEqual((early.filed_by_id, str(early.filed_date)), (self.archivist, "2025-06-10 15:00:00"))
        with freeze_time("2025-06-11 00:30:00"):
            self.assertEqual(self._overdue(), late, "handed in, but without a receipt")
            self.as_user(self.archivist, late).action_file()
            self.assertFalse(self._overdue())
        self.assertEqual(documents.deadline_ids.mapped("state"), ["met", "late"])

    @proves("S2.3-1")
    def test_photos_are_filed_within_the_set_days(self):
        photos = self._class("9", "Photos")
        self._deadline_rule("filing", 30, domain="[('class_id.number', '=', '9')]")
        documents = self.Documents.union(*(self._document(class_id=photos.id, date="2025-03-01") for _ in range(13)))
        self._document(date="2025-03-01")
        with freeze_time("2025-03-31 12:00:00"):
            self.assertFalse(self._overdue())
            self._file_documents(documents[:12])
        with freeze_time("2025-04-01 00:30:00"):
            self.assertEqual(self._overdue(), documents[12])
            self._file_documents(documents[12])
        self.assertEqual(sorted(documents.deadline_ids.mapped("state")), ["late"] + ["met"] * 12)

    @proves("S2.2-05")
    def test_without_a_class_nothing_is_filed(self):
        document = self._document(class_id=False)
        self.as_user(self.clerk, document).action_hand_in()
        with self.refused("choose its class"):
            self.as_user(self.archivist, document).action_file()
        self.as_user(self.archivist, document).class_id = self.contracts
        self.as_user(self.archivist, document).action_file()
        self.assertEqual(document.state, "filed")

    @proves("S2.2-16", "S3-12.3")
    def test_a_filed_document_is_found_by_its_item_and_its_place(self):
        room = self._place("Room A", code="a")
        shelf = self._place("03-12", parent_id=room.id, kind="shelf")
        self._filed_document("Contract with Green Valley", pages=12, copies=2)
        document = self._filed_document("Other contract")
        document.volume_id.place_id = shelf
        found = self.as_user(self.clerk, self.Documents)
        self.assertEqual(document.class_id.display_name, "3.2 Sales contracts")
        in_room = [("class_id", "ilike", "3.2"), ("place_id", "child_of", room.id)]
        self.assertEqual(found.search_count(in_room), 2)
        self.assertEqual(document.place_id.complete_name, "Room A / 03-12")
        self.assertIn(document, found.search([("place_id", "ilike", "03-12")]))
        self.assertRegex(document.number, r"^D\d{4}-\d{5}$")

    @proves("S2.2-24")
    def test_years(self):
        request = self._document("Request", nature="request", date="2024-12-20")
        self.assertEqual(request.year, 2024)
        reply = self._document("Reply", nature="reply", date="2025-01-10", relation="reply", related_id=request.id)
        self._file_documents(reply | request)
        self.assertEqual((request.year, reply.year), (2025, 2025))
        self.assertEqual((request.volume_id, request.volume_id.year), (reply.volume_id, 2025))
        self.assertEqual(self._document(nature="request", date="2024-12-20").year, 2024)
        plan = {"nature": "plan", "date": "2024-12-28", "date_start": "2025-01-01", "date_end": "2027-12-31"}
        self.assertEqual(self._document(**plan).year, 2025)
        summary = {"nature": "summary", "date": "2026-01-09", "date_start": "2023-01-01", "date_end": "2025-12-31"}
        self.assertEqual(self._document(**summary).year, 2025)
        self.assertEqual(self._document(nature="meeting", date="2025-01-02", date_start="2024-12-30").year, 2024)
        different = self._filed_document(date="2024-12-31") | self._filed_document(date="2025-01-01")
        self.assertEqual(different.volume_id.mapped("year"), [2024, 2025])

    def test_a_filed_request_follows_its_reply_while_its_volume_is_open(self):
        request = self._filed_document(nature="request", date="2024-12-20")
        self.assertEqual(request.volume_id.year, 2024)
        reply = self._filed_document(nature="reply", date="2025-01-10", relation="reply", related_id=request.id)
        self.assertEqual(request.volume_id, reply.volume_id)
        closed = self._filed_document(nature="request", date="2023-12-20")
        self.as_user(self.archivist, closed.volume_id).action_close()
        self._filed_document(nature="reply", date="2024-01-10", relation="reply", related_id=closed.id)
        self.assertEqual((closed.year, closed.volume_id.year), (2023, 2023))

    @proves("S1.5-6.3")
    def test_franchise_contracts_lie_in_the_fixed_place_only(self):
        office = self._place("Office of the responsible")
        shelf = self._place("Shelf", parent_id=office.id)
        other = self._place("Store room")
        franchise = self._class("8", "Franchise contracts", place_id=office.id)
        document = self._filed_document(class_id=franchise.id)
        self.assertEqual(document.place_id, office)
        document.volume_id.place_id = shelf
        self.assertEqual(document.place_id, shelf)
        with self.refused("kept in Office of the responsible, not in Store room"):
            document.volume_id.place_id = other
        with self.refused("not in Store room"):
            self._document(class_id=franchise.id, place_id=other.id)
        self._document(place_id=other.id)

    @proves("S2.2-01", "S2.2-02")
    def test_custodians(self):
        keeper = self.colleague
        self._keeper(self.department, keeper)
        official = self._class("1", "Official", custody="archive")
        minutes = self._class("2", "Minutes", custody="forwarded")
        joint = self._class("4", "Joint", custody="main")
        document = self._document(class_id=official.id)
        self.assertEqual((document.custodian_department_id, document.custodian_id), (self.office, self.archivist))
        document = self._document(class_id=minutes.id, responsible_id=keeper.id)
        self.assertEqual((document.custodian_department_id, document.custodian_id), (self.department, keeper))
        self._file_documents(document)
        self.assertEqual((document.custodian_department_id, document.custodian_id), (self.office, self.archivist))
        document = self._document(class_id=joint.id, responsible_id=keeper.id)
        self._file_documents(document)
        self.assertEqual(document.custodian_department_id, self.department)

    def test_the_keeper_of_the_department_hands_in(self):
        self._keeper(self.department, self.colleague)
        document = self._document()
        self.assertNotIn("hand_in", self.as_user(self.clerk, document).allowed_steps)
        with self.refused("archivist of the department"):
            self.as_user(self.clerk, document).action_hand_in()
        self.as_user(self.colleague, document).write({"pages": 3})
        self.as_user(self.colleague, document).action_hand_in()
        self.assertEqual(document.state, "handed_in")

    @proves("S1.5-6.4")
    def test_the_tracking_record_goes_to_the_office_once_the_work_is_settled(self):
        tracking = self._class("7", "Development tracking", custody="responsible")
        rule = self._rule(
            "customer.archive.filing.rule",
            occasion="file_cooperating",
            class_id=tracking.id,
            document_title="Tracking record",
        )
        file = self._file(department_id=self.department.id)
        self.as_user(self.clerk, file).life_status = "not_cooperating"
        self.assertFalse(file.archive_document_ids)
        self.as_user(self.clerk, file).life_status = "cooperating"
        document = file.archive_document_ids
        self.assertEqual((document.name, document.state), ("Tracking record", "draft"))
        self.assertEqual(document.custodian_id, self.clerk)
        self.assertEqual(document.activity_ids.user_id, self.clerk)
        self._file_documents(document)
        self.assertEqual(document.custodian_department_id, self.office)
        self.assertEqual(document.custodian_id, self.archivist)
        self.assertFalse(document.activity_ids)
        rule.mode = "observe"
        other = self._file("Other")
        other.life_status = "cooperating"
        self.assertFalse(other.archive_document_ids)
        self.assertEqual(self.env["customer.policy.observation"].search_count([("rule_code", "=", rule.code)]), 1)

    def test_filed_documents_are_closed_to_everybody(self):
        document = self._filed_document()
        scan = self._scan(document, b"words")
        for role in ("user", "information_administrator", "supervisor", "general_manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(role, document).write({"pages": 99})
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(role, document).unlink()
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(role, scan).unlink()
        with self.assertRaises(AccessError):
            self.as_user(self.archivist, document).write({"state": "draft"})

    @proves("S0-09")
    def test_an_issued_report_cannot_be_deleted(self):
        report = self._filed_document("Statistics of May", class_id=self._class("5", "Statistics").id)
        for user in (self.clerk, self.archivist, self.users["general_manager"]):
            with self.assertRaises(AccessError):
                self.as_user(user, report).unlink()
        with self.refused("destruction request"):
            report.unlink()
        returned = self._document()
        self.as_user(self.clerk, returned).action_hand_in()
        self.as_user(self.archivist, returned).action_return()
        with self.refused("was handed in"):
            self.as_user(self.clerk, returned).unlink()
        self.as_user(self.clerk, self._document()).unlink()

    @proves("S3-13")
    def test_carriers(self):
        carriers = [key for key, _label in self.Documents._fields["carrier"].selection]
        self.assertEqual(carriers, ["paper", "film", "disk", "usb", "hard_disk"])
        with self.assertRaises(ValueError):
            self._document(carrier="wax")

    @proves("S2.3-4a")
    def test_full_text_finds_what_a_scan_says(self):
        document = self._document("Letter")
        scan = self.env["ir.attachment"].with_user(self.clerk).create({"name": "letter.txt", "raw": b"a rare okapi"})
        self.as_user(self.clerk, document).attachment_ids = scan
        self._file_documents(document)
        found = self.as_user(self.clerk, self.Documents)
        self.assertEqual(found.search([("attachment_ids.index_content", "ilike", "okapi")]), document)

    def test_documents_follow_the_file_they_belong_to(self):
        file, kept = self._file("One"), self._file("Two")
        document = self._filed_document(file_id=file.id)
        self.assertEqual(file.archive_document_count, 1)
        file._merge_into(kept)
        self.assertEqual(document.file_id, kept)

    @proves("S1.12-3")
    def test_a_file_has_a_class_and_a_place(self):
        shelf = self._place("A-03")
        sorted_file = self._file("Clinic", kind_id=self.kind.id, archive_place_id=shelf.id)
        unsorted = self._file("Unknown")
        own = [("company_id", "=", self.company.id)]
        files = self.as_role("information_administrator", self.Files)
        self.assertEqual(files.search([("archive_place_id", "=", "A-03"), *own]), sorted_file)
        self.assertEqual(files.search([("kind_id", "=", False), *own]), unsorted)

    @proves("S1.13-1f")
    def test_the_security_file_has_a_keeper_and_is_found(self):
        security = self.env["hr.department"].create({"name": "Security", "company_id": self.company.id})
        self._keeper(security, self.colleague)
        files = self._class("13", "System files", custody="department", department_id=security.id)
        document = self._filed_document("Security file", class_id=files.id)
        found = self.as_user(self.clerk, self.Documents).search([("name", "ilike", "security file")])
        self.assertEqual(found, document)
        self.assertEqual((found.custodian_department_id, found.custodian_id), (security, self.colleague))

    def test_a_class_may_ask_for_a_decided_secrecy_level(self):
        self.contracts.needs_level = True
        document = self._document()
        self.as_user(self.clerk, document).action_hand_in()
        with self.refused("secrecy level must be decided"):
            self.as_user(self.archivist, document).action_file()
        document._classify(self._level(mode="observe"), "decided")
        self.as_user(self.archivist, document).action_file()
        self.contracts.mode = "observe"
        self._filed_document()
        self.assertEqual(self.env["customer.policy.observation"].search_count([("rule_code", "=", "c3.2")]), 1)
