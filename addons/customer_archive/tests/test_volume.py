from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import ArchiveCase


@tagged("post_install", "-at_install")
class TestVolume(ArchiveCase):
    def _volume(self, count=1, **values):
        documents = self.Documents.union(*(self._document(f"Paper {n}", **values) for n in range(count)))
        self._file_documents(documents)
        return documents.volume_id

    def _volume_rule(self, points=(), **values):
        return self._rule(
            "customer.archive.volume.rule", point_ids=[(0, 0, {"name": name}) for name in points], **values
        )

    @proves("S2.2-20")
    def test_a_volume_of_12_documents_is_closed_by_the_archivist_only(self):
        self._volume_rule(archivist_only=True)
        volume = self._volume(12, date="2025-03-01")
        self.assertRegex(volume.number, r"^V\d{4}-\d{4}$")
        self.assertEqual((volume.document_count, volume.year), (12, 2025))
        for user in (self.clerk, self.boss, self.users["information_administrator"], self.users["general_manager"]):
            with self.assertRaises(UserError):
                self.as_user(user, volume).action_close()
        self.as_user(self.archivist, volume).action_close()
        self.assertEqual((volume.state, volume.closed_by_id), ("closed", self.archivist))
        with self.refused("closed"):
            self._document(date="2025-03-02").volume_id = volume
        self.assertNotEqual(self._filed_document(date="2025-03-02").volume_id, volume, "a new volume begins")

    @proves("S2.2-21")
    def test_three_of_four_points_do_not_close_a_volume(self):
        self._volume_rule(["Formation kept", "Connections kept", "Values apart", "Easy to use"])
        volume = self._volume()
        checks = self.as_user(self.archivist, volume).check_ids
        self.assertEqual(len(checks), 4)
        checks[:3].action_toggle()
        with self.refused("not checked yet: Easy to use"):
            self.as_user(self.archivist, volume).action_close()
        checks[3].action_toggle()
        self.assertEqual(set(checks.mapped("done_by_id")), {self.archivist})
        self.as_user(self.archivist, volume).action_close()
        with self.assertRaises(UserError):
            checks[0].action_toggle()
        with self.assertRaises(AccessError):
            checks[0].write({"is_done": False})

    def test_a_rule_that_observes_lists_and_lets_close(self):
        rule = self._volume_rule(["Complete"], archivist_only=True, needs_contents=True, mode="observe")
        volume = self._volume()
        self.as_role("supervisor", volume).action_close()
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertEqual(len(observed), 3)

    def test_a_rule_that_observes_hides_no_enforced_one(self):
        self._volume_rule(mode="observe", sequence=1)
        self._volume_rule(needs_contents=True, sequence=2)
        with self.refused("list of contents is missing"):
            self.as_user(self.archivist, self._volume()).action_close()

    @proves("S2.2-26")
    def test_a_volume_is_closed_with_its_list_of_contents(self):
        self.contracts.retention_id = self._retention(120, term="long")
        self._volume_rule(needs_contents=True)
        volume = self._volume(12)
        mine = self.as_user(self.archivist, volume)
        with self.refused("list of contents is missing"):
            mine.action_close()
        mine.action_list_contents()
        self.assertEqual([row["position"] for row in volume.contents], list(range(1, 13)))
        self.assertEqual({row["title"] for row in volume.contents}, {f"Paper {n}" for n in range(12)})
        self._filed_document("Late paper")
        with self.refused("no longer right"):
            mine.action_close()
        mine.action_list_contents()
        mine.action_close()
        self.assertEqual(len(volume.contents), 13)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "customer_archive.report_customer_archive_volume_document", volume.ids
        )[0]
        self.assertLess(html.index(b"Paper 0"), html.index(b"Late paper"))
        self.assertEqual(html.count(b'name="content_row"'), 13)
        self.assertFalse({volume.document_ids.retention_id.term} - {"long"})
        with self.assertRaises(AccessError):
            mine.write({"contents": []})

    @proves("S2.2-23a", "S2.2-25")
    def test_what_belongs_together_lies_together_in_the_written_order(self):
        request = self._document("Request", nature="request", date="2025-01-05", pages=12, copies=2)
        related = {"related_id": request.id, "date": "2025-01-05"}
        annex = self._document("Annex", relation="annex", **related, pages=3)
        translation = self._document("Translation", relation="translation", **related)
        draft = self._document("Draft", relation="draft", **related)
        reply = self._document("Reply", nature="reply", relation="reply", related_id=request.id, date="2025-02-01")
        self._file_documents(annex | translation | request | draft | reply)
        volume = request.volume_id
        self.assertEqual(volume.document_ids, annex | translation | request | draft | reply)
        self.as_user(self.archivist, volume).action_list_contents()
        self.assertEqual(
            [row["title"] for row in volume.contents], ["Reply", "Draft", "Request", "Annex", "Translation"]
        )
        self.assertEqual([row["page"] for row in volume.contents], [1, 2, 3, 15, 18])
        self.assertEqual((volume.document_count, volume.copy_count, volume.page_count), (5, 6, 18))
        self.assertEqual(volume.contents[2]["copies"], 2)
        self.assertEqual(volume._contents_note(volume.contents[0]), f"Reply to {request.number}")
        other = self.Volumes.create(
            {"class_id": self.contracts.id, "year": 2025, "name": "Second", "company_id": self.company.id}
        )
        annex.volume_id = other
        with self.refused("belong together"):
            self.as_user(self.archivist, volume).action_close()

    @proves("S2.3-2")
    def test_a_volume_takes_documents_of_its_year_and_class_only(self):
        volume = self._volume(date="2025-03-01")
        document = self._document(date="2026-01-01")
        with self.refused("belongs to the year 2026"):
            document.volume_id = volume
        document.date = "2025-12-31"
        document.volume_id = volume
        with self.refused("another class"):
            self._document(class_id=self._class("4").id, date="2025-03-01").volume_id = volume
        with self.refused("belongs to the year"):
            volume.year = 2024

    def test_volumes_are_numbered_and_not_deleted_when_full(self):
        volume = self._volume()
        with self.assertRaises(UserError):
            self.as_user(self.archivist, volume).unlink()

    def test_what_is_only_meant_for_a_volume_is_not_in_it(self):
        volume = self._volume()
        draft = self._document("Draft", volume_id=volume.id)
        self.as_user(self.archivist, volume).action_list_contents()
        self.assertEqual((volume.document_count, len(volume.contents)), (1, 1))
        self.as_user(self.archivist, volume).action_close()
        self.assertFalse(draft.volume_id)
        self._file_documents(draft)
        self.assertNotEqual(draft.volume_id, volume)

    def test_a_document_is_taken_out_of_an_open_volume_by_a_supervisor(self):
        document = self._volume().document_ids
        with self.assertRaises(UserError):
            self.as_user(self.archivist, document).action_take_out()
        volume = document.volume_id
        self.as_user(self.archivist, volume).action_close()
        with self.refused("is closed"):
            self.as_role("supervisor", document).action_take_out()
        self.as_role("supervisor", volume).action_reopen()
        self.as_role("supervisor", document).action_take_out()
        self.assertEqual((document.state, document.volume_id), ("handed_in", self.Volumes))

    @proves("S1.8-23")
    def test_a_changed_place_is_reported_to_the_authority(self):
        place = self._place("Waybill store", authority="Local postal authority", custodian_id=self.clerk.id)
        self.assertEqual(place.activity_ids.mapped("summary"), ["Report to: Local postal authority"])
        self.assertEqual(place.activity_ids.user_id, self.clerk)
        place.sequence = 3
        self.assertEqual(len(place.activity_ids), 1)
        place.parent_id = self._place("Second building")
        self.assertEqual(len(place.activity_ids), 2)
        self.assertFalse(place.parent_id.activity_ids)
