from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .report_archive_common import ReportArchiveCase


@tagged("post_install", "-at_install")
class TestReportAccess(ReportArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level = cls._rule("customer.secrecy.level", name="机密", rank=3, code="secret", grant_days=0)
        cls.report._classify(cls.level, "Test")
        group = cls.env.ref("customer_policy.group_manager")
        cls._rule(
            "customer.approval.rule",
            code="access",
            document_model="customer.access.request",
            level_ids=[Command.create({"decided_by": "group", "group_id": group.id})],
        )

    def _request(self, **values):
        """A clerk asks; who keeps the files names the report, which the clerk does not see."""
        vals = {
            "kind": "consult",
            "material": "Statistics of May",
            "purpose": "the plan",
            "reason": "the plan of the year",
            "wanted_until": fields.Date.today() + timedelta(days=7),
            **values,
        }
        request = self.as_user(self.clerk, self.env["customer.access.request"]).create(vals)
        request.sudo().report_ids = self.report
        return request

    def _decide(self, request):
        approval = request.sudo()._current_approvals()
        self.as_role("manager", approval).action_approve("fine")
        self.env.invalidate_all()

    @proves("S0-22", "S0-06")
    def test_a_confidential_report_opens_by_an_approved_request_only(self):
        mine = self.as_user(self.clerk, self.report)
        with self.assertRaises(AccessError):
            mine.read(["period"])
        request = self._request()
        self.assertTrue(request.sudo().is_secret)
        request.action_submit()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            mine.read(["period"])
        self._decide(request)
        self.assertEqual(mine.period, "2023-05")
        self.assertEqual(mine.total_ids.value, 76543.25)
        self.assertEqual(mine.get_dashboard(report_id=mine.id)["report"]["id"], mine.id)
        with self.assertRaises(UserError):
            mine.explanation = "x"
        request.action_close()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            mine.read(["period"])
        self.assertFalse(self.as_user(self.clerk, self.env["customer.statistic.figure"]).search([]))

    def test_of_another_report_nothing_opens(self):
        other = self._report(self.kind, "2023-06-01", "2023-06-30")
        request = self._request(material=False)
        request.action_submit()
        self._decide(request)
        self.assertEqual(self.as_user(self.clerk, self.report).search([]), self.report.with_user(self.clerk))
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, other).read(["period"])

    def test_what_is_not_issued_is_supplied_to_nobody(self):
        request = self._request()
        request.sudo().report_ids |= self._report(self.kind, "2023-06-01", "2023-06-30")
        with self.assertRaisesRegex(UserError, "2023-06 was not issued: it is supplied to nobody"):
            request.action_submit()

    def test_the_report_on_the_request_stays_once_it_was_submitted(self):
        request = self._request()
        request.action_submit()
        with self.assertRaises(UserError):
            self.as_user(self.archivist, request).report_ids = False

    def test_who_is_cleared_and_not_concerned_sees_nothing(self):
        self.env["customer.clearance"].create(
            {"user_id": self.clerk.id, "level_id": self.level.id, "company_id": self.company.id, "reason": "Work"}
        ).with_user(self.users["security_administrator"]).action_grant()
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, self.report).read(["period"])
