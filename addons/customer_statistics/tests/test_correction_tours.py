from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import TourCase

from .issued_common import IssuedCase


@tagged("post_install", "-at_install")
class TestCorrectionTours(TourCase, IssuedCase):
    """The three routes of a correction in the browser, each from the issued report to who is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._daily_rules()
        cls.reader = cls._new_user("supervisor", login="reader", name="Reader")
        cls.today = cls.company._policy_today()

    def _issued(self, day, *figures):
        report = self._report(day, figures=[(self.new, 1200), *figures])
        self._sent(report, self.reader)
        return report

    def test_found_the_same_day(self):
        report = self._issued(self.today)
        self._tour(f"customer-statistics/{report.id}", "customer_statistic_correct_orally", self.statistician)
        self.assertRecordValues(report.correction_ids, [{"state": "applied", "channel": "oral", "untold": False}])
        self.assertEqual(report.correction_ids.receipt_ids.mapped("way"), ["phone"])
        self.assertEqual(self._at(report).current_value, 1190)

    def test_found_on_a_later_day(self):
        report = self._issued(self.today - timedelta(days=1))
        self._tour(f"customer-statistics/{report.id}", "customer_statistic_correct_by_note", self.statistician)
        self.assertRecordValues(report.correction_ids, [{"state": "applied", "channel": "note"}])
        self.assertEqual(report.correction_ids.note_report_id.date_from, self.today)
        self.assertEqual(report.correction_ids.receipt_ids.user_id, self.reader)

    def test_a_major_error(self):
        self._slip_rules()
        report = self._issued(self.today, (self.new, 200, "East"), (self.new, 1000, "West"))
        self._tour(f"customer-statistics/{report.id}", "customer_statistic_correct_by_slip", self.statistician)
        slip = report.correction_ids
        self.assertEqual((slip.state, self._at(report).current_value), ("submitted", 1200))
        self._tour(f"customer-statistic-corrections/{slip.id}", "customer_statistic_approve_slip", self.supervisor)
        self.assertRecordValues(slip, [{"state": "applied", "applied_by_id": self.supervisor.id}])
        self.assertEqual(self._at(report).mark, "1,200 corrected to 1,020")
        self.assertEqual(slip.receipt_ids.user_id, self.reader)
