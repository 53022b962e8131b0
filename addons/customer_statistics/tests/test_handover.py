from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import StatisticCase


@tagged("post_install", "-at_install")
class TestReportHandover(StatisticCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule("customer.handover.rule", needs_explanation=True)
        cls.kind = cls._report_kind(cls._indicator("new", kind="entered"))
        first = Date.to_date("2026-01-01")
        days = [first + relativedelta(months=number) for number in range(9)]
        cls.reports = cls.env["customer.statistic.report"].union(
            *(
                cls._report(
                    cls.kind, day, day + relativedelta(months=1, days=-1), compute=False, responsible_id=cls.clerk.id
                )
                for day in days
            )
        )
        cls.reports[7]._write_protected({"state": "issued"})
        cls.reports[8]._write_protected({"state": "cancelled"})

    def _start(self):
        vals = {"leaver_id": self.clerk.id, "successor_id": self.colleague.id}
        handover = self.as_user(self.head, self.env["customer.handover"]).create(vals)
        handover.action_start()
        return handover

    def _tick(self, lines):
        self.as_user(self.clerk, lines).action_hand_over()
        self.as_user(self.colleague, lines).action_receive()

    @proves("S0-15", "S0-16")
    def test_the_reports_in_hand_are_listed_explained_and_given_on(self):
        handover = self._start()
        lines = handover.line_ids
        self.assertEqual([(line.kind, line.is_work) for line in lines], [("report", True)] * 7)
        self.assertEqual(set(lines.mapped("res_id")), set(self.reports[:7].ids))
        works = self.as_user(self.clerk, lines)
        works[:6].explanation = "The figures of the units are missing"
        with self.assertRaisesRegex(UserError, "explain the state of the work first"):
            works.action_hand_over()
        self._tick(lines[:6])
        with self.assertRaisesRegex(UserError, "1 items are not handed over"):
            handover.action_complete()
        works[6].explanation = "Not begun"
        self._tick(lines[6])
        handover.action_complete()
        self.assertEqual(self.reports[:7].responsible_id, self.colleague)
        self.assertEqual(self.reports[7].responsible_id, self.clerk, "who answered for what was issued stays")

    def test_a_secret_report_is_listed_without_its_name(self):
        level = self._rule("customer.secrecy.level", name="机密", rank=3)
        secret = self.reports[0]
        secret._classify(level, "Test")
        lines = self._start().line_ids
        (line,) = lines.filtered(lambda one: one.res_id == secret.id)
        self.assertEqual(line.name, f"Statistics report {secret.id}")
