from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.archivist = new_test_user(
            cls.env, login="archivist", groups="customer_policy.group_information_administrator"
        )
        common = {"company_id": cls.company.id, "mode": "enforce"}
        cls.retention = cls.env["customer.retention.class"].create(
            {"name": "Short", "months": 12, "term": "short", **common}
        )
        cls.item = cls.env["customer.archive.class"].create(
            {"name": "Tour contracts", "number": "97", "retention_id": cls.retention.id, **common}
        )
        cls.env["customer.archive.volume.rule"].create(
            {"name": "Volumes", "needs_contents": True, "point_ids": [(0, 0, {"name": "Complete"})], **common}
        )
        cls.approval = cls.env["customer.approval.rule"].create(
            {
                "name": "Destruction",
                "document_model": "customer.destruction.request",
                "sequence": 0,
                "level_ids": [(0, 0, {"group_id": cls.env.ref("customer_policy.group_supervisor").id})],
                **common,
            }
        )

    def test_file_a_document_and_close_its_volume(self):
        self.start_tour("/odoo/archive-documents", "customer_archive_file_a_document", login="archivist")
        document = self.env["customer.archive.document"].search([("name", "=", "Contract of the tour")])
        self.assertRecordValues(document, [{"state": "filed", "class_id": self.item.id, "volume_position": 1}])
        self.assertRecordValues(document.volume_id, [{"state": "closed", "closed_by_id": self.archivist.id}])
        self.assertEqual(document.volume_id.check_ids.done_by_id, self.archivist)

    def _filed(self, **values):
        document = self.env["customer.archive.document"].create(
            {"name": "Paper", "class_id": self.item.id, "company_id": self.company.id, **values}
        )
        document.action_hand_in()
        document.with_user(self.archivist).action_file()
        return document

    def test_a_request_shows_what_stands_against_it(self):
        request = self.env["customer.destruction.request"].create(
            {"company_id": self.company.id, "document_ids": self._filed().ids}
        )
        self.start_tour(
            f"/odoo/archive-destruction-requests/{request.id}", "customer_archive_destroy", login="archivist"
        )
        self.assertEqual(request.approval_state, "pending")

    def test_a_certificate_is_read(self):
        document = self._filed(date="2020-01-01")
        document.message_post(body="scan", attachments=[("scan.txt", b"words")])
        request = self.env["customer.destruction.request"].create(
            {"company_id": self.company.id, "document_ids": document.ids, "witness_id": self.env.uid}
        )
        self.approval.level_ids.unlink()
        request.action_witness()
        request.with_user(self.archivist).action_destroy()
        url = f"/odoo/archive-destruction-records/{request.record_ids.id}"
        self.start_tour(url, "customer_archive_certificate", login="archivist")

    def test_take_a_snapshot(self):
        partner = self.env["res.partner"].create({"name": "Tour Mill", "is_company": True})
        file = self.env["customer.file"].create({"partner_id": partner.id, "company_id": self.company.id})
        self.start_tour(f"/odoo/customer-files/{file.id}", "customer_archive_take_snapshot", login="archivist")
        self.assertEqual(file.archive_snapshot_ids.user_id, self.archivist)
        self.start_tour("/odoo/customer-file-snapshots", "customer_archive_read_snapshot", login="archivist")
