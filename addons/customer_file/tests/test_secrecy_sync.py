from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestSecrecySync(SecrecyCase):
    """Rows about documents follow the level of these, whichever way it changes, and in few queries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model, operation in (("customer.release", False), ("customer.file.correction", "plan")):
            cls.env["customer.approval.rule"].create(
                {
                    "name": model,
                    "company_id": cls.company.id,
                    "mode": "enforce",
                    "document_model": model,
                    "operation": operation,
                    "level_ids": [Command.create({"group_id": cls.env.ref("customer_policy.group_manager").id})],
                }
            )

    def _release(self, files):
        release = self.env["customer.release"].create(
            {
                "company_id": self.company.id,
                "recipient": "Market Research Ltd",
                "purpose": "Survey",
                "content": "Names",
                "basis": "legal",
                "legal_reference": "Order 7",
                "file_ids": [Command.set(files.ids)],
                "responsible_id": self.boss.id,
            }
        )
        release.action_request()
        return release

    def _correction(self, file):
        correction = self.env["customer.file.correction"].create({"file_id": file.id, "name": "Error"})
        correction._request_approval("plan")
        return correction

    def _approvals(self, documents):
        return self.env["customer.approval"].search(
            [("res_model", "=", documents._name), ("res_id", "in", documents.ids)]
        )

    def test_an_approval_about_several_files_follows_the_level_of_each(self):
        files = self._file("One", responsible_id=self.boss.id) | self._file("Two", responsible_id=self.boss.id)
        approval = self._approvals(self._release(files))
        self.assertTrue(self._can_read(self.boss, approval) and not approval.secrecy_level_id)
        files[1]._classify(self.secret, "Test")
        self.assertEqual(approval.secrecy_level_id, self.secret)
        self.assertFalse(self._can_read(self.boss, approval))
        files[1]._classify(self.secret.browse(), "Test")
        self.assertTrue(self._can_read(self.boss, approval))

    def test_rows_follow_a_document_whose_files_are_others_now(self):
        plain, secret = self._file("One"), self._secret_file(self.secret, name="Two")
        release = self._release(plain)
        release.sudo().action_renew()
        approval = self._approvals(release)
        release.file_ids = plain | secret
        self.env.flush_all()
        self.assertEqual(approval.secrecy_level_id, self.secret)

    def test_rows_follow_a_level_whose_rank_changes(self):
        file = self._secret_file(self.internal)
        correction = self._correction(file)
        correction._classify(self.secret, "Test")
        approval = self._approvals(correction)
        self.assertEqual(approval.secrecy_level_id, self.secret)
        self.internal.rank = 9
        self.assertEqual((correction.secrecy_level_id, approval.secrecy_level_id), (self.internal, self.internal))

    def test_deadlines_about_approvals_follow_as_well(self):
        self._rule("customer.deadline.rule", milestone="customer.approval/decide", duration=1, unit="day")
        file = self._file(responsible_id=self.boss.id)
        approval = self._approvals(self._release(file))
        deadline = self.env["customer.deadline"].search(
            [("res_model", "=", "customer.approval"), ("res_id", "=", approval.id)]
        )
        self.assertTrue(deadline)
        file._classify(self.top_secret, "Test")
        self.assertEqual((approval.secrecy_level_id, deadline.secrecy_level_id), (self.top_secret, self.top_secret))

    def test_a_level_acts_from_its_day_where_the_company_works(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        file = self._secret_file(self.secret)
        self.secret.effective_from = "2026-06-02"
        # midnight in Shanghai is 16:00 of the day before in UTC
        with freeze_time("2026-06-01 15:59:00"):
            self.assertTrue(self._can_read(self.clerk, file))
        with freeze_time("2026-06-01 16:00:00"):
            self.assertFalse(self._can_read(self.clerk, file))
        self.company.resource_calendar_id.tz = "America/Lima"
        with freeze_time("2026-06-02 04:59:00"):
            self.assertTrue(self._can_read(self.clerk, file))
        with freeze_time("2026-06-02 05:00:00"):
            self.assertFalse(self._can_read(self.clerk, file))

    # in few queries

    def _queries(self, call) -> int:
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _many(self, count):
        """Files with a correction that is to be approved."""
        files = self.Files.create(
            [
                {"partner_id": partner.id, "company_id": self.company.id, "responsible_id": self.boss.id}
                for partner in self.env["res.partner"].create(
                    [{"name": f"P{n}", "is_company": True} for n in range(count)]
                )
            ]
        )
        for file in files:
            self._correction(file)
        return files

    def _assert_constant(self, few, many, call):
        """Check that ``call`` with ten times as many files takes hardly more queries: a query per file would show."""
        call(few[:1])  # what is read once: rules, fields, groups
        small, large = self._queries(lambda: call(few)), self._queries(lambda: call(many))
        self.assertLess(large - small, (len(many) - len(few)) / 2, f"{small} queries, {large} with ten times as many")

    def test_queries_do_not_grow_with_the_records(self):
        few, many = self._many(6), self._many(60)
        others = {
            "level": lambda files: files._classify(self.secret, "Test"),
            "responsible": lambda files: files.write({"responsible_id": self.colleague.id}),
            "sync": lambda files: files.sudo()._sync_document_rows(),
            "corrections": lambda files: (
                files.sudo()
                .env["customer.file.correction"]
                .search([("file_id", "in", files.ids)])
                ._sync_document_rows()
            ),
        }
        for name, call in others.items():
            with self.subTest(name):
                self._assert_constant(few, many, call)
        approvals = self.env["customer.approval"].search([("file_id", "in", (few | many).ids)])
        self.assertEqual((len(approvals), approvals.secrecy_level_id), (66, self.secret))

    def _handover(self, files):
        handover = self.env["customer.handover"].create(
            {"company_id": self.company.id, "leaver_id": self.boss.id, "successor_id": self.colleague.id}
        )
        corrections = self.env["customer.file.correction"].search([("file_id", "in", files.ids)])
        self.env["customer.handover.line"].create(
            [
                {
                    "handover_id": handover.id,
                    "kind": kind,
                    "name": "x",
                    "res_model": record._name,
                    "res_id": record.id,
                    "file_id": record.id if kind == "file" else False,
                }
                for kind, records in (("file", files), ("correction", corrections))
                for record in records
            ]
        )
        handover._write_protected({"state": "running"})
        return handover

    def test_handing_over_takes_few_queries(self):
        self._rule("customer.deadline.rule", milestone="customer.file.correction/close", duration=1, unit="day")
        few, many = self._many(6), self._many(60)
        corrections = self.env["customer.file.correction"].search([("file_id", "in", (few | many).ids)])
        corrections.responsible_id = self.boss
        corrections._start_deadline("close")
        handover = self._handover(few)
        small = self._queries(handover._transfer)
        handover._write_protected({"state": "cancelled"})
        self.env.flush_all()
        handover = self._handover(many)
        large = self._queries(handover._transfer)
        self.assertLess(large - small, 27, f"{small} queries, {large} with ten times as many")
        self.assertEqual((few | many).responsible_id | corrections.responsible_id, self.colleague)
        deadlines = self.env["customer.deadline"].search(
            [("res_model", "=", corrections._name), ("res_id", "in", corrections.ids)]
        )
        self.assertEqual((len(deadlines), deadlines.user_id), (66, self.colleague))

    def test_a_changed_rank_is_carried_on_in_few_queries(self):
        few, many = self._many(6), self._many(60)
        few._classify(self.internal, "Test")
        self.env["customer.file.correction"].search([("file_id", "in", few.ids)])._classify(self.secret, "Test")
        small = self._queries(lambda: self.internal.write({"rank": 9}))
        self.internal.rank = 1
        many._classify(self.internal, "Test")
        self.env["customer.file.correction"].search([("file_id", "in", many.ids)])._classify(self.secret, "Test")
        large = self._queries(lambda: self.internal.write({"rank": 9}))
        self.assertLess(large - small, 30)
        approvals = self.env["customer.approval"].search([("file_id", "in", (few | many).ids)])
        self.assertEqual((len(approvals), approvals.secrecy_level_id), (66, self.internal))
