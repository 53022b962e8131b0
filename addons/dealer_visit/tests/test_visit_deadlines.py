from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase


@freeze_time("2026-01-01 04:00:00")
class TestVisitDeadlines(VisitCase):
    """Overdue visits come to those responsible by the deadline engine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        (cls.file,) = cls._customers(1)
        cls.rule = cls._visit_rule(interval=6)
        cls.term = cls._rule(
            "customer.deadline.rule",
            milestone="customer.file/visit",
            duration=14,
            unit="day",
            step_ids=[
                (0, 0, {
                    "offset": 0, "unit": "day", "moment": "after", "recipient": "responsible",
                    "action_id": cls.env.ref("customer_policy.customer_deadline_action_activity").id,
                })
            ],
        )  # fmt: skip

    def _deadlines(self, state="open"):
        return self.env["customer.deadline"].search(
            [("res_model", "=", "customer.file"), ("res_id", "=", self.file.id), ("state", "=", state)]
        )

    @proves("S1.1-4.2.3")
    def test_due_on_the_first_of_july_and_late_on_the_second(self):
        self._made(self.file, "2026-01-01")
        deadline = self._deadlines()
        self.assertEqual(deadline.last_day, fields.Date.to_date("2026-07-01"))
        self.assertEqual(deadline.due_date, fields.Datetime.to_datetime("2026-07-01 16:00:00"))
        self.assertEqual(deadline.user_id, self.seller)
        for now, late in (("2026-07-01 15:59:59", False), ("2026-07-01 16:00:00", True)):
            with freeze_time(now):
                self.env.invalidate_all()
                self.assertEqual(deadline.is_overdue, late)
                self.assertEqual(self.file.visit_overdue, late)
                self.assertEqual(self.file.has_overdue_deadline, late)

    def test_a_visit_meets_it_and_the_next_one_begins(self):
        self._made(self.file, "2026-01-01")
        with freeze_time("2026-07-03 04:00:00"):
            # reported on the third, made on the first: in time
            self._made(self.file, "2026-07-01")
            self.assertEqual(len(self._deadlines("met")), 1)
            self.assertFalse(self._deadlines("late"))
            self.assertEqual(self._deadlines().last_day, fields.Date.to_date("2027-01-01"))

    def test_a_visit_that_was_late(self):
        self._made(self.file, "2026-01-01")
        with freeze_time("2026-07-03 04:00:00"):
            self._made(self.file, "2026-07-02")
            self.assertEqual(len(self._deadlines("late")), 1)

    def test_a_visit_from_before_the_last_one_meets_nothing(self):
        self._made(self.file, "2025-12-31")
        for now, day, met in (("2026-07-05 04:00:00", "2025-12-30", 0), ("2026-07-05 04:00:00", "2025-12-31", 0),
                              ("2026-07-05 04:00:00", "2026-01-01", 1)):  # fmt: skip
            with freeze_time(now):
                self._made(self.file, day)
                self.assertEqual(len(self._deadlines("met")), met, day)
        self.assertFalse(self._deadlines("late"))

    def test_what_was_missed_stays_missed(self):
        self._made(self.file, "2026-01-01")
        self._visit_rule(domain="[('visit_town', '=', 'in')]", interval=24, sequence=0)
        self._visit_rule(domain="[('visit_town', '=', 'out')]", interval=24, mode="observe", sequence=0)
        deadline = self._deadlines()
        with freeze_time("2026-07-05 04:00:00"):
            self.assertTrue(deadline.is_overdue)
            for town in ("in", "out", False):
                self.as_user(self.seller, self.file).visit_town = town
                self.env.flush_all()
                self.file._bring_visits_up_to_date("Night")
                self.assertEqual(self._deadlines(), deadline, town)
            self.assertFalse(self._deadlines("cancelled"))
            self.env["dealer.visit.rule"].search([]).mode = "off"
            self.assertFalse(self._deadlines(), "without any rule nothing is missed")

    def test_what_changes_terms_is_tracked(self):
        for name in ("visit_town", "planned_project_date", "is_joint_venture_partner", "is_senior_visited"):
            self.assertTrue(self.file._fields[name].tracking, name)

    def test_without_the_last_rule_large_companies_are_cleared_too(self):
        self._made(self.file, "2026-01-01")
        with patch("odoo.addons.dealer_visit.models.customer_file_visit.AT_ONCE", 0):
            self.rule.unlink()
        self.assertTrue(self.file.next_visit_date)
        with patch.object(self.registry["ir.cron"], "_commit_progress"):
            self.env["customer.file"]._cron_visit_dates()
        self.assertFalse(self.file.next_visit_date)
        self.assertFalse(self._deadlines())

    def test_only_what_decides_makes_them_follow(self):
        Files = self.registry["customer.file"]
        with patch.object(Files, "_follow_visit_rules") as follow:
            self.rule.write({"name": "Another name", "clause": "4.2"})
            follow.assert_not_called()
            self.rule.kind = "senior"
            self.assertEqual(follow.call_args.args[-1], self.company)

    def test_they_follow_grades_rules_and_the_file(self):
        self._made(self.file, "2026-01-01")
        self.rule.interval = 3
        self.assertEqual(self._deadlines().last_day, fields.Date.to_date("2026-04-01"))
        self._visit_rule(grade_codes="A", interval=1, sequence=1)
        self._give_grade(self.file, "A")
        self.assertEqual(self._deadlines().last_day, fields.Date.to_date("2026-02-01"))
        self._visit_rule(domain="[('visit_town', '=', 'out')]", interval=2, sequence=0)
        self.file.visit_town = "out"
        self.assertEqual(self._deadlines().last_day, fields.Date.to_date("2026-03-01"))
        self.env["dealer.visit.rule"].search([]).mode = "observe"
        self.assertFalse(self._deadlines(), "a rule that observes starts no deadline")

    def test_a_new_file_has_one_from_the_start(self):
        file = self._file("New", opening_date="2026-01-01")
        deadline = self.env["customer.deadline"].search([("res_model", "=", "customer.file"), ("res_id", "=", file.id)])
        self.assertEqual(deadline.last_day, fields.Date.to_date("2026-07-01"))
