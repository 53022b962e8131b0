from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import PHOTO, VisitCase


class ConductReports:
    """Collects what is reported to staff conduct."""

    def setUp(self):
        super().setUp()
        self.reports = []

        def report(_model, code, employee, quantity, source, day=None):
            self.reports.append((code, employee.user_id, quantity, source, day))

        self.patch(self.registry["customer.policy.conduct"], "_report", report)
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args, **_more: 60)


@tagged("post_install", "-at_install")
class TestQuota(ConductReports, VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hours = cls.env["resource.calendar"].create(
            {"name": "Five days", "tz": "Asia/Shanghai", "company_id": cls.company.id}
        )
        cls.company.resource_calendar_id = cls.hours = hours
        cls.env["hr.employee"].search([("company_id", "=", cls.company.id)]).resource_calendar_id = hours
        cls.potential, cls.old = (
            cls._customers(7, life_status="potential"),
            cls._customers(3, life_status="cooperating"),
        )
        cls.Results = cls.env["dealer.quota.result"]

    def _quota(self, minimums=None, **values):
        minimums = minimums or {"meeting": 2, "call": 5, "old": 2}
        return self._rule(
            "dealer.quota.rule",
            name="Day",
            conduct_code="missing",
            line_ids=[Command.create({"kind": kind, "minimum": count}) for kind, count in minimums.items()],
            **{"user_ids": [Command.set(self.seller.ids)], **values},
        )

    def _contact(self, file, kind="call", date="2026-05-11 02:00:00", user=None, **values):
        contacts = self.as_user(user or self.seller, self.env["customer.file.interaction"])
        return contacts.create({"file_id": file.id, "type": kind, "subject": "Offer", "date": date, **values})

    def _reached(self, user=None):
        rows = self.Results.search([("user_id", "=", (user or self.seller).id)])
        rows._count()
        return {row.kind: (row.reached, row.missing) for row in rows}

    @proves("S1.6-ka-02a")
    def test_a_day_with_one_meeting_five_calls_and_no_old_customer_misses_three(self):
        with freeze_time("2026-05-11 01:00:00"):
            self._quota()
            self.env["dealer.quota.rule"]._cron_count()
            self.assertEqual(self._reached(), {"meeting": (0, 2), "call": (0, 5), "old": (0, 2)})
            self._contact(self.potential[0], "meeting")
            for file in self.potential[:5]:
                self._contact(file)
            self.assertEqual(self._reached(), {"meeting": (1, 1), "call": (5, 0), "old": (0, 2)})
            self.assertFalse(self.reports, "the day is not over")
        with freeze_time("2026-05-11 16:00:00"):  # midnight in Shanghai
            self.env["dealer.quota.rule"]._cron_count()
            self.env["dealer.quota.rule"]._cron_count()
        self.assertEqual([report[:3] for report in self.reports], [("missing", self.seller, 3)])
        self.assertEqual(self.reports[0][4], date(2026, 5, 11), "on the day itself, not on that of counting")

    def test_the_quota_is_reached_on_the_edge(self):
        with freeze_time("2026-05-11 01:00:00"):
            self._quota()
            self.env["dealer.quota.rule"]._cron_count()
            for file, kind in zip(self.potential[:2], ("reception", "meeting"), strict=True):
                self._contact(file, kind, direction="in")
            for file in self.potential[:5]:
                self._contact(file)
            self._made(self.old[0])
            self._contact(self.old[1], "visit")
        with freeze_time("2026-05-12 01:00:00"):
            self.env["dealer.quota.rule"]._cron_count()
        self.assertFalse(self.reports)

    def test_a_customer_counts_once_a_day_and_only_of_the_right_kind(self):
        with freeze_time("2026-05-11 01:00:00"):
            self._quota()
            self.env["dealer.quota.rule"]._cron_count()
            for _number in range(2):
                self._contact(self.potential[0])
            self._contact(self.old[0])
            self._contact(self.potential[1], direction="in")
            self._contact(self.potential[2], date="2026-05-11 16:00:00")
            self._contact(self.potential[3], user=self.chief)
            self.assertEqual(self._reached()["call"], (1, 4))

    def _off(self, day):
        """A leave of the seller that is entered now."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "company_id": self.company.id,
                "calendar_id": self.hours.id,
                "resource_id": self.seller.with_company(self.company).employee_id.resource_id.id,
                "date_from": f"{day} 00:00:00",
                "date_to": f"{day} 12:00:00",
            }
        )

    @proves("S1.6-ka-02a")
    def test_who_falls_ill_in_the_morning_misses_nothing(self):
        with freeze_time("2026-05-11 01:00:00"):
            self._quota(user_ids=[Command.set((self.seller | self.other_seller).ids)])
            self.env["dealer.quota.rule"]._cron_count()
            self._off("2026-05-11")
        for hour in ("01", "02"):
            with freeze_time(f"2026-05-12 {hour}:00:00"):
                self.env["dealer.quota.rule"]._cron_count()
        self.assertEqual([report[:3] for report in self.reports], [("missing", self.other_seller, 9)])
        rows = self.Results.search([("date_from", "=", "2026-05-11")])
        self.assertEqual(rows.user_id, self.other_seller)

    def test_nothing_is_asked_of_whom_the_rule_is_no_longer_for_or_once_it_is_no_rule(self):
        changes = (
            {"user_ids": [Command.set(self.other_seller.ids)]},
            {"active": False},
            {"mode": "off"},
            {"effective_from": "2026-06-01"},
        )
        for changed in changes:
            with self.subTest(changed):
                with freeze_time("2026-05-11 01:00:00"):
                    rule = self._quota()
                    self.env["dealer.quota.rule"]._cron_count()
                self.assertTrue(self.Results.search([("rule_id", "=", rule.id)]))
                rule.write(changed)
                with freeze_time("2026-05-12 01:00:00"):
                    self.env["dealer.quota.rule"]._cron_count()
                self.assertFalse(self.reports)
                self.assertFalse(self.Results.search([("rule_id", "=", rule.id), ("date_from", "=", "2026-05-11")]))
                rule.mode = "off"

    def _changed_on(self, rule, moment):
        self.env.flush_all()
        self.env.cr.execute("UPDATE dealer_quota_rule SET write_date = %s WHERE id = %s", [moment, rule.id])
        rule.invalidate_recordset()

    @proves("S1.6-ka-02a")
    def test_days_without_the_scheduler_are_days_with_a_quota(self):
        with freeze_time("2026-05-11 01:00:00"):
            rule = self._quota()
            self.env["dealer.quota.rule"]._cron_count()
            self._changed_on(rule, datetime(2026, 5, 4, 1))
        with freeze_time("2026-05-14 01:00:00"):
            self.env["dealer.quota.rule"]._cron_count()
        self.assertEqual([report[4].day for report in sorted(self.reports, key=lambda one: one[4])], [11, 12, 13])
        self._changed_on(rule, datetime(2026, 5, 18, 1))
        with freeze_time("2026-05-20 01:00:00"):
            self.env["dealer.quota.rule"]._cron_count()
        days = sorted(set(self.Results.search([("rule_id", "=", rule.id)]).mapped("date_from")))
        self.assertEqual(
            [day.day for day in days], [11, 12, 13, 14, 18, 19, 20], "nothing of before the rule was changed"
        )
        with freeze_time("2026-06-02 01:00:00"):
            self.env["dealer.quota.rule"]._cron_count()
        days = sorted(set(self.Results.search([("rule_id", "=", rule.id)]).mapped("date_from")) - set(days))
        self.assertEqual(days, [date(2026, 6, 1), date(2026, 6, 2)], "nothing of the month before")

    def test_nothing_is_asked_for_on_a_day_off(self):
        with freeze_time("2026-05-10 01:00:00"):  # a Sunday
            self._quota()
            self.env["dealer.quota.rule"]._cron_count()
        self.assertFalse(self.Results.search([("user_id", "=", self.seller.id)]))

    def test_for_departments_and_positions(self):
        job = self.env["hr.job"].create({"name": "Key accounts", "company_id": self.company.id})
        self.other_seller.with_company(self.company).employee_id.job_id = job
        rule = self._quota(department_ids=[Command.set(self.east.ids)], job_ids=[Command.set(job.ids)])
        self.assertEqual(rule._people(), self.seller | self.chief | self.other_seller)
        rule.write({"department_ids": [Command.clear()], "job_ids": [Command.clear()], "user_ids": [Command.clear()]})
        self.assertEqual(rule._unfulfillable(), rule)

    def test_observing_it_lists_and_reports_nothing(self):
        with freeze_time("2026-05-11 01:00:00"):
            rule = self._quota(mode="observe")
            self.env["dealer.quota.rule"]._cron_count()
        with freeze_time("2026-05-12 01:00:00"):
            self.env["dealer.quota.rule"]._cron_count()
        self.assertFalse(self.reports)
        self.assertEqual(self.env["customer.policy.observation"].search_count([("rule_code", "=", rule.code)]), 1)

    def test_others_do_not_read_it_and_nobody_writes_it(self):
        with freeze_time("2026-05-11 01:00:00"):
            self._quota(user_ids=[Command.set((self.seller | self.other_seller).ids)])
            self.env["dealer.quota.rule"]._cron_count()
        self.assertEqual(self.as_user(self.seller, self.Results).search([]).user_id, self.seller)
        self.assertEqual(self.as_user(self.chief, self.Results).search([]).user_id, self.seller | self.other_seller)
        row = self.as_user(self.chief, self.Results).search([], limit=1)
        self.assertRaises(AccessError, lambda: row.write({"reached": 9}))

    @proves("S1.6-ka-04")
    def test_three_roadshows_with_photographs_and_one_without(self):
        rule = self._rule("dealer.roadshow.rule", name="Roadshow", cards_per_person=0)
        self.assertTrue(rule)
        with freeze_time("2026-05-04 01:00:00"):
            self._quota({"roadshow": 4}, period="month")
            self.env["dealer.quota.rule"]._cron_count()
        for number, photos in enumerate((1, 1, 1, 0), 5):
            with freeze_time(f"2026-05-{number:02} 08:00:00"):
                self._held(date(2026, 5, number), photos)
        self.assertEqual(self._reached(), {"roadshow": (3, 1)})
        with freeze_time("2026-05-31 15:59:00"):
            self.env["dealer.quota.rule"]._cron_count()
            self.assertFalse(self.reports)
        with freeze_time("2026-05-31 16:00:00"):
            self.env["dealer.quota.rule"]._cron_count()
        self.assertEqual([report[:3] for report in self.reports], [("missing", self.seller, 1)])
        self.assertEqual(self.reports[0][4], date(2026, 5, 31))

    def _held(self, day, photos):
        roadshow = self.as_user(self.seller, self.env["dealer.roadshow"]).create(
            {
                "site": "Market square",
                "date": day,
                "consultant_ids": [Command.create({"user_id": self.seller.id})],
                "photo_ids": [Command.create({"name": "site.png", "raw": PHOTO}) for _one in range(photos)],
            }
        )
        roadshow.action_confirm()
        roadshow.action_hold()
        return roadshow
