import hashlib

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_archive.tests.destruction_common import DECIDING
from odoo.addons.customer_policy.tests.common import proves

from .report_archive_common import ReportArchiveCase


@tagged("post_install", "-at_install")
class TestReportDestruction(ReportArchiveCase):
    @proves("S0-09")
    def test_an_issued_report_is_deleted_by_nobody(self):
        for user in (*self.users.values(), self.archivist, self.env.user):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.as_user(user, self.report).unlink()
        with self.assertRaisesRegex(UserError, "on record and cannot be deleted"):
            self.report.sudo().unlink()
        with self.assertRaises(UserError):
            self.report.sudo().figure_ids.unlink()
        self.assertTrue(self.report.exists())

    @proves("S0-10")
    def test_three_separate_approvals(self):
        request = self._destruction(self.report)
        with self.refused("must be requested first"):
            request.action_destroy()
        self._approve(request, "supervisor", "manager")
        with self.assertRaises(UserError):
            request.action_destroy()
        with self.assertRaises(UserError):
            self.as_role("manager", request.sudo().approval_ids).action_approve("again")
        self.assertEqual(self.report.state, "issued")
        self._approve(request, "general_manager")
        request.action_destroy()
        record = request.record_ids
        self.assertEqual([one["name"] for one in record.approvals], [self.users[role].name for role in DECIDING])
        self.assertTrue(all(one["date"] for one in record.approvals))
        self.assertEqual(self.report.state, "destroyed")

    def test_a_request_opens_with_the_report(self):
        action = self.as_user(self.boss, self.report).action_request_destruction()
        self.assertEqual(action["context"], {"default_report_ids": [Command.set(self.report.ids)]})

    def test_not_before_its_term_is_over(self):
        self.assertEqual(str(self.report.retention_date), "2025-06-10")
        request = self._destruction(self.report)
        self._approve(request, *DECIDING)
        with freeze_time("2025-06-09 12:00:00"), self.refused("is kept until 2025-06-10"):
            request.action_destroy()
        with freeze_time("2025-06-10 12:00:00"):
            request.action_destroy()
        self.assertEqual(self.report.state, "destroyed")

    def test_the_term_begins_on_the_day_of_issue_and_stays(self):
        report = self._report(self.kind, "2026-06-01", "2026-06-30")
        report.total_ids.with_user(self.supervisor).write({"value": 5})
        report.explanation = "x"
        with freeze_time("2026-07-03 20:00:00"):
            report.with_user(self.supervisor).action_submit()
            report.with_user(self.supervisor).action_issue()
        self.assertEqual((report.retention_id, str(report.retention_date)), (self.kind.retention_id, "2028-07-03"))
        self.kind.retention_id = self._retention(1, code="month")
        self.assertEqual(str(report._term()[1]), "2028-07-03", "a class that changes later changes nothing")
        with self.assertRaises(AccessError):
            report.with_user(self.supervisor).retention_date = "2020-01-01"

    def test_issued_before_its_kind_had_a_class(self):
        self.report._write_protected({"retention_id": False, "retention_date": False})
        self.kind.retention_id = False
        self.assertIn("no retention class", self.report._destruction_obstacle())
        self.kind.retention_id = self._retention(36, code="three")
        self.assertEqual(str(self.report._term()[1]), "2026-06-10")
        self.kind.retention_id = self._retention(0, code="permanent")
        self.assertIn("is kept for good", self.report._destruction_obstacle())

    def test_the_content_is_gone_and_the_certificate_stays(self):
        self.report.message_post(body="okapi message")
        self._scan(self.report, b"okapi scan", name="okapi.txt")
        fingerprint, name = self.report.fingerprint, self.report.display_name
        self.new.name = self.new.code = "new"
        request = self._destroyed(self.report)
        self.assertFalse(self.report.sudo().figure_ids)
        self.assertFalse(self.report.explanation)
        self.assertFalse(self._tables_saying("okapi"))
        self.assertFalse(self._tables_saying("76543.25"))
        entry = self.env["customer.statistic.issue"].search([("report_ref", "=", self.report.id)])
        self.assertEqual((self.report.fingerprint, entry.fingerprint), (fingerprint, fingerprint))
        record = request.record_ids
        self.assertEqual((self.report.destruction_record_id, record.document_number), (record, name))
        self.assertEqual(record.title_hash, hashlib.sha256(fingerprint.encode()).hexdigest())
        self.assertEqual((str(record.document_date), record.file_count), ("2023-06-10", 1))
        with self.assertRaises(UserError):
            record.sudo().unlink()
        with self.assertRaises(UserError):
            self.report.sudo().unlink()
        for values in ({"explanation": "as it was"}, {"kind_id": self.kind.copy().id}):
            with self.assertRaises(UserError):
                self.report.with_user(self.supervisor).write(values)

    def test_corrections_answers_and_mails_go_with_it(self):
        figure = self.report.sudo().total_ids
        corrections = self.as_user(self.supervisor, self.env["customer.statistic.correction"])
        correction = corrections.create(
            {
                "report_id": self.report.id,
                "error": "okapi is wrong",
                "explanation": "okapi was counted twice",
                "channel": "slip",
                "line_ids": [Command.create({"figure_id": figure.id, "new_value": 65432.5})],
            }
        )
        self.assertIn("is still being corrected", self.report._destruction_obstacle())
        correction.action_submit()
        self.assertEqual((correction.state, figure.current_value), ("applied", 65432.5))
        mailing = self.env["customer.statistic.mailing"].create(
            {"report_id": self.report.id, "recipient_ids": [Command.set(self.boss.ids)]}
        )
        mailing.action_send()
        messages = mailing.message_ids
        self.assertTrue(messages)
        request = self.env["customer.statistic.request"].create({"name": "Asked", "company_id": self.company.id})
        request._write_protected({"state": "accepted"})
        request.line_ids = [Command.create({"figure_id": figure.id, "value": 65432.5})]
        request._write_protected({"state": "answered"})
        self.new.name = self.new.code = "new"
        receipts = self.report.sudo().receipt_ids
        self._destroyed(self.report)
        self.assertFalse(messages.exists())
        self.assertFalse(self._tables_saying("okapi"))
        self.assertFalse(self._tables_saying("65432.5"))
        self.assertEqual((correction.state, correction.error), ("applied", "–"), "that there was one remains")
        self.assertTrue(receipts.exists(), "who got it remains")
        self.assertTrue(request.exists())
        with self.assertRaisesRegex(UserError, "is closed"):
            correction.sudo().error = "okapi"

    def test_with_the_company_go_its_units(self):
        unit = self.env["hr.department"].create({"name": "East", "company_id": self.company.id})
        kind = self._report_kind(self.new, code="units", retention_id=self.kind.retention_id.id, unit_ids=unit.ids)
        self.env["customer.statistic.statistician"].create(
            {"user_id": self.supervisor.id, "department_id": unit.id, "company_id": self.company.id}
        )
        other = unit.copy({"name": "West", "parent_id": False})
        kind.unit_ids |= other
        whole = self.as_user(self.supervisor, kind)._open_reports(self.report.date_from)
        part = whole.part_ids.filtered(lambda one: one.department_id == unit)
        (whole.part_ids - part).action_cancel()
        part.action_compute()
        part.total_ids.value = 40
        part.action_submit()
        whole.action_compute()
        whole.action_submit()
        whole.action_issue()
        whole.sudo()._write_protected({"retention_date": "2025-01-01"})
        self.assertEqual(part.state, "issued")
        self.assertIn("is part of", part._destruction_obstacle())
        request = self._destroyed(whole.sudo())
        self.assertEqual((part.state, whole.state, len(request.record_ids)), ("destroyed", "destroyed", 3))
        self.assertFalse(whole.part_ids.sudo().figure_ids)

    def test_what_is_not_issued_held_or_lent_stays(self):
        draft = self._report(self.kind, "2023-06-01", "2023-06-30")
        self.assertIn("is not issued", draft._destruction_obstacle())
        hold = self.as_role("manager", self.env["customer.legal.hold"]).create(
            {"name": "Lawsuit of 2026", "report_ids": self.report.ids}
        )
        request = self._destruction(self.report)
        self.assertIn("must be kept: Lawsuit of 2026", request.obstacles)
        self._approve(request, *DECIDING)
        with self.refused("Lawsuit of 2026"):
            request.action_destroy()
        hold.active = False
        request.action_destroy()
        self.assertEqual(self.report.state, "destroyed")

    def test_another_list_needs_another_approval(self):
        request = self._destruction(self.report)
        self._approve(request, *DECIDING)
        other = self._issued(self._report(self.kind, "2023-06-01", "2023-06-30"))
        request.report_ids |= other
        with self.assertRaises(UserError):
            request.action_destroy()
        self.assertEqual(other.state, "issued")

    def test_nobody_empties_a_report_past_the_request(self):
        context = {"customer_statistic_destruction_pass": {"ids": self.report.ids}}
        with self.assertRaises(UserError):
            self.report.with_user(self.supervisor).with_context(**context).explanation = "x"
        with self.assertRaises(AccessError):
            self.report.with_user(self.supervisor).state = "destroyed"
