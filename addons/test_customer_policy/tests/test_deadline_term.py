from datetime import datetime

from odoo.tests import tagged

from .deadline_common import DeadlineCase


@tagged("post_install", "-at_install")
class TestTerm(DeadlineCase):
    """When a term ends."""

    def _due(self, duration, unit, start="2026-05-10 07:00:00", **values):
        return str(self._deadline_rule(duration, unit, **values)._term(datetime.fromisoformat(start))[0])

    def test_days_end_at_midnight_of_the_company(self):
        # 15:00 on the 10th plus one day: the 11th is still in time, the 12th is late
        self.assertEqual(self._due(1, "day"), "2026-05-11 16:00:00")
        self.assertEqual(self._due(0, "day"), "2026-05-10 16:00:00")
        # an hour before midnight in Shanghai is the same day, an hour later the next one
        self.assertEqual(self._due(1, "day", "2026-05-10 15:00:00"), "2026-05-11 16:00:00")
        self.assertEqual(self._due(1, "day", "2026-05-10 16:00:00"), "2026-05-12 16:00:00")

    def test_minutes_and_hours_are_exact(self):
        self.assertEqual(self._due(90, "minute"), "2026-05-10 08:30:00")
        self.assertEqual(self._due(48, "hour"), "2026-05-12 07:00:00")

    def test_weeks_and_months(self):
        self.assertEqual(self._due(2, "week"), "2026-05-24 16:00:00")
        self.assertEqual(self._due(1, "month", "2026-01-31 07:00:00"), "2026-02-28 16:00:00")
        self.assertEqual(self._due(1, "month", "2028-01-31 07:00:00"), "2028-02-29 16:00:00")

    def test_working_days_leave_out_the_weekend_and_the_start(self):
        # Friday 15:00 plus one working day ends with Monday
        self.assertEqual(self._due(1, "day", "2026-05-08 07:00:00", working_time=True), "2026-05-11 16:00:00")
        self.assertEqual(self._due(5, "day", "2026-05-08 07:00:00", working_time=True), "2026-05-15 16:00:00")
        # a Saturday
        self.assertEqual(self._due(1, "day", "2026-05-09 07:00:00", working_time=True), "2026-05-11 16:00:00")

    def test_working_hours(self):
        # Friday 16:00 in Shanghai, work ends at 17:00 and begins on Monday at 8:00
        self.assertEqual(self._due(3, "hour", "2026-05-08 08:00:00", working_time=True), "2026-05-11 02:00:00")

    def test_a_public_holiday_and_the_day_worked_for_it(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Labour Day",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-04-30 16:00:00",
                "date_to": "2026-05-05 15:59:59",
            }
        )
        # Thursday 30 April plus two working days: 6 and 7 May
        self.assertEqual(self._due(2, "day", "2026-04-30 07:00:00", working_time=True), "2026-05-07 16:00:00")
        # Saturday 9 May is worked like a Tuesday
        self.env["customer.working.day"].create({"date": "2026-05-09", "weekday": "1", "company_id": self.company.id})
        self.assertEqual(self._due(1, "day", "2026-05-08 07:00:00", working_time=True), "2026-05-09 16:00:00")
        self.assertEqual(self._due(3, "hour", "2026-05-08 08:00:00", working_time=True), "2026-05-09 02:00:00")

    def test_the_holidays_of_another_company_do_not_count(self):
        shared = self.env["resource.calendar"].create({"name": "All", "company_id": False, "tz": "Asia/Shanghai"})
        self.company.resource_calendar_id = shared
        leave = (
            self.env["resource.calendar.leaves"]
            .with_company(self.other_company)
            .create(
                {
                    "name": "Theirs",
                    "calendar_id": False,
                    "date_from": "2026-05-10 16:00:00",
                    "date_to": "2026-05-11 15:59:59",
                }
            )
        )
        self.assertEqual((leave.company_id, leave.calendar_id), (self.other_company, shared.browse()))
        self.assertEqual(self._due(1, "day", "2026-05-08 07:00:00", working_time=True), "2026-05-11 16:00:00")
        leave.copy({"company_id": self.company.id})
        self.assertEqual(self._due(1, "day", "2026-05-08 07:00:00", working_time=True), "2026-05-12 16:00:00")

    def test_a_company_without_working_hours_counts_all_time(self):
        self.company.resource_calendar_id = False
        rule = self._deadline_rule(1, working_time=True)
        self.assertEqual(str(rule._term(datetime(2026, 5, 8, 7))[0]), "2026-05-09 16:00:00")
        self.assertEqual(rule._without_working_time(), rule)

    def test_steps_of_working_terms_come_by_working_time(self):
        steps = [
            {"moment": moment, "offset": offset, "unit": unit}
            for moment in ("before", "after")
            for offset, unit in ((1, "day"), (2, "day"), (9, "hour"), (0, "day"), (1, "week"))
        ]
        rule = self._deadline_rule(2, working_time=True, steps=steps)
        # Thursday plus two working days: Monday 11 May; work is from 8 to 12 and from 13 to 17 in Shanghai
        deadline = self._start("2026-05-07 00:00:00")
        self.assertEqual(str(deadline.due_date), "2026-05-11 16:00:00")
        moments = {(step.moment, step.offset, step.unit): str(step.planned_date) for step in deadline.step_ids}
        self.assertEqual(
            moments,
            {
                ("before", 1, "day"): "2026-05-08 16:00:00",
                ("before", 2, "day"): "2026-05-07 16:00:00",
                # eight hours of Monday, the ninth on Friday from 16:00
                ("before", 9, "hour"): "2026-05-08 08:00:00",
                ("before", 0, "day"): "2026-05-11 16:00:00",
                ("before", 1, "week"): "2026-05-07 00:00:00",
                ("after", 1, "day"): "2026-05-12 16:00:00",
                ("after", 2, "day"): "2026-05-13 16:00:00",
                ("after", 9, "hour"): "2026-05-13 01:00:00",
                ("after", 0, "day"): "2026-05-11 16:00:00",
                ("after", 1, "week"): "2026-05-18 16:00:00",
            },
        )
        rule.active = False
        self._deadline_rule(2, steps=[{"moment": "before", "offset": 1, "unit": "day"}])
        deadline = self._start("2026-05-09 00:00:00")
        self.assertEqual(
            str(deadline.step_ids.planned_date), "2026-05-10 16:00:00", "calendar time goes on at weekends"
        )

    def test_working_hours_without_any_work_fall_back_to_the_calendar(self):
        empty = self.env["resource.calendar"].create(
            {"name": "Never", "company_id": self.company.id, "attendance_ids": [(5,)], "tz": "Asia/Shanghai"}
        )
        self.assertEqual(self._due(1, "day", working_time=True, calendar_id=empty.id), "2026-05-11 16:00:00")

    def test_the_clock_change_moves_no_midnight(self):
        self.calendar.tz = "Europe/Berlin"
        # 28 March 2026 is the day before summer time
        self.assertEqual(self._due(1, "day", "2026-03-28 12:00:00"), "2026-03-29 22:00:00")
        self.assertEqual(self._due(1, "day", "2026-10-24 12:00:00"), "2026-10-25 23:00:00")
        self.assertEqual(self._due(24, "hour", "2026-03-28 12:00:00"), "2026-03-29 12:00:00")
