from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .access_common import AccessCase


@tagged("post_install", "-at_install")
class TestExportRequest(AccessCase):
    """Bulk exports by approved request (S1.8-37)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.colleague):
            user.group_ids += cls.env.ref("base.group_allow_export")
        partners = cls.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(50)])
        cls.files = cls.Files.create([{"partner_id": partner.id, "company_id": cls.company.id} for partner in partners])
        cls._rule("customer.export.rule", row_limit=20, page_limit=40)
        cls._approval("manager")
        cls.vals = {"kind": "export", "export_model": "customer.file", "file_id": False, "wanted_until": "2025-05-31"}

    def _export(self, count, user=None):
        self.env.flush_all()
        self.env.cr.cache.clear()  # as a new request has it
        return len(self.as_user(user or self.clerk, self.files[:count]).export_data(["name"])["datas"])

    def _refused(self, count, user=None):
        with self.assertRaisesRegex(UserError, "approved export request"):
            self._export(count, user)

    @proves("S1.8-37", "S4.csmain-9")
    def test_so_many_rows_as_were_approved_to_the_person_until_the_day(self):
        with freeze_time("2025-05-05 09:00:00"):
            self._refused(50)
            request = self._request(row_count=50, **self.vals)
            request.action_submit()
            self._refused(50)
            self._decide(request, self.manager)
            self._refused(50, self.colleague)
            self.assertEqual(self._export(30), 30)
            # 20 rows of it are left
            self._refused(21)
            self.assertEqual(self._export(20), 20)
        rows = self.env["customer.export.register"].search([("request_number", "=", request.number)])
        self.assertEqual((rows.mapped("row_count"), rows.mapped("outcome")), ([30], ["approved"]))

    def test_an_export_is_not_handed_out(self):
        with freeze_time("2025-05-05 09:00:00"):
            request = self._approved(self.manager, row_count=50, **self.vals)
            with self.refused("nothing is handed out"):
                self.as_user(self.archivist, request).action_issue()
            self.assertEqual(request.state, "approved")

    def test_more_than_was_approved_is_refused(self):
        with freeze_time("2025-05-05 09:00:00"):
            self._approved(self.manager, row_count=49, **self.vals)
            self._refused(50)
            self.assertEqual(self._export(49), 49)

    def test_it_ends_with_its_day_and_when_it_is_closed(self):
        with freeze_time("2025-05-05 09:00:00"):
            request = self._approved(self.manager, row_count=500, **self.vals)
        with freeze_time("2025-05-31 12:00:00"):
            self._export(50)
        with freeze_time("2025-06-02 00:00:00"):
            self._refused(50)
        with freeze_time("2025-05-31 12:00:00"):
            request.action_close()
            self._refused(50)

    def test_it_is_for_its_model_and_covers_reading_in_bulk(self):
        with freeze_time("2025-05-05 09:00:00"):
            self._approved(self.manager, row_count=50, **{**self.vals, "export_model": "customer.file.event"})
            self._refused(50)
            self._approved(self.manager, row_count=100, **self.vals)
            self.env.cr.cache.clear()
            self.assertEqual(len(self.as_user(self.clerk, self.files).read(["name", "need"])), 50)
            self._export(50)
            self._refused(50)

    def test_a_rule_that_observes_approves_no_export(self):
        self.env["customer.approval.rule"].search([("company_id", "=", self.company.id)]).mode = "observe"
        with freeze_time("2025-05-05 09:00:00"):
            request = self._request(row_count=50, **self.vals)
            request.action_submit()
            self.assertEqual(request.state, "approved")
            self._refused(50)
