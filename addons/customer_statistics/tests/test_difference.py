from odoo.exceptions import AccessError

from .common import StatisticCase


class TestDifference(StatisticCase):
    """What was issued against what is counted today; the supervisor alone is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file, cls.other = cls._customers(2)
        cls.file.state_id, cls.other.state_id = cls.regions
        cls._ordered(cls.file, 100)
        cls.amount = cls._indicator("amount", figure="ordered_amount")
        cls.orders = cls._indicator("orders", figure="order_count")
        cls.average = cls._indicator("average", kind="formula", formula="[amount] / [orders]", unit="amount")
        cls.report_kind = cls._report_kind(cls.amount, cls.orders, cls.average, group_one="region")

    def _issue(self, kind=None, *args, **values):
        report = self._report(kind or self.report_kind, *args, **values).with_user(self.supervisor)
        report.action_submit()
        report.action_issue()
        return report

    def _found(self, report):
        report.action_check_recount()
        return {
            (one.indicator_id.code, one.group_one_label or ""): (one.issued, one.recounted, one.difference)
            for one in report.difference_ids
        }

    def test_later_orders_do_not_move_what_was_issued_and_show_as_a_difference(self):
        report = self._issue()
        self.assertEqual(self._found(report), {})
        self._ordered(self.file, 40)
        self.assertEqual(
            self._found(report),
            {
                ("amount", ""): (100, 140, 40),
                ("amount", "North"): (100, 140, 40),
                ("orders", ""): (1, 2, 1),
                ("orders", "North"): (1, 2, 1),
                ("average", ""): (100, 70, -30),
                ("average", "North"): (100, 70, -30),
            },
        )
        self.assertEqual(self.total(report, self.amount), 100)
        self.assertTrue(report._is_intact())
        self._ordered(self.other, 60)
        self.assertEqual(self._found(report)["amount", "South"], (0, 60, 60))

    def test_a_corrected_figure_is_compared_as_corrected(self):
        report = self._issue(self._report_kind(self.amount, code="plain"))
        self._ordered(self.file, 40)
        report.total_ids.sudo()._correct(140)
        self.assertEqual(self._found(report), {})

    def test_a_year_is_compared_with_a_recount_not_with_its_months(self):
        monthly = self._report_kind(self.amount, code="m")
        yearly = self._report_kind(self.amount, code="y", period="year", base_kind_id=monthly.id)
        self._issue(monthly)
        year = self._issue(yearly, "2026-01-01", "2026-12-31")
        self.assertEqual(self.total(year, self.amount), 100)
        self.assertEqual(self._found(year), {})
        self._ordered(self.file, 40)
        self.assertEqual(self._found(year), {("amount", ""): (100, 140, 40)})

    def test_only_supervisors_are_told(self):
        report = self._issue(responsible_id=self.clerk.id)
        self._ordered(self.file, 40)
        self._found(report)
        mine = self.as_user(self.clerk, report)
        self.assertTrue(mine.has_access("read"))
        for role in ("clerk", "security_auditor"):
            user = self.clerk if role == "clerk" else self.users[role]
            self.assertFalse(self.as_user(user, report.difference_ids).has_access("read"))
            with self.assertRaises(AccessError):
                self.as_user(user, report).action_check_recount()
            with self.assertRaises(AccessError):
                self.as_user(user, report).read(["difference_count"])

    def test_small_groups_are_shown_to_who_may_open_all_files(self):
        report = self._issue(self._report_kind(self.amount, code="small", group_one="region", least_customers=2))
        self._ordered(self.file, 40)
        report.action_check_recount()
        level = {"name": "机密", "rank": 2, "company_id": self.company.id, "mode": "enforce"}
        self.env["customer.secrecy.level"].create(level)
        self.env.flush_all()
        self.env.invalidate_all()
        seen = self.as_user(self.supervisor, self.env["customer.statistic.difference"]).search([])
        self.assertFalse(seen)
