from datetime import date, datetime

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .test_pack import PackCase


@freeze_time("2025-05-16 02:00:00")  # a Friday
class TestTrainingWeek(PackCase):
    """Meetings and trainings of certain days of the week, by the pack of the car dealer."""

    def setUp(self):
        super().setUp()
        self.company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Five days", "tz": "Asia/Shanghai", "company_id": self.company.id}
        )
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args, **_more: 60)
        self._apply("car_sales_discipline_001_6", enforce=True)
        self.monday = self._found("monday-meeting-001-6", "staff.training.course")
        self.days = self._found("training-days-001-6", "staff.training.course")
        (self.monday | self.days).department_ids = self.sales

    def _sessions(self, course):
        return self.env["staff.training"].search([("course_id", "=", course.id)], order="date")

    def _leave(self, first, last=None, employee=None, **values):
        """Enter a leave from the morning of one day to the evening of another, in Shanghai."""
        last = last or first
        employee, leaves = employee or self.wang, self.env["resource.calendar.leaves"]
        return (leaves if "resource_id" in values else self.as_user(employee.user_id, leaves)).create(
            {
                "name": "Leave",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "resource_id": employee.resource_id.id,
                "date_from": datetime(2025, 5, first, 1),
                "date_to": datetime(2025, 5, last, 9),
                **values,
            }
        )

    def _week(self):
        self.env["staff.training.course"]._cron_week()

    @proves("S1.6-daily-32")
    def test_a_meeting_each_monday_and_trainings_each_tuesday_and_thursday(self):
        for _day in range(2):
            self._week()
        self.assertEqual(self._sessions(self.monday).mapped("date"), [date(2025, 5, 19)])
        self.assertEqual(self._sessions(self.days).mapped("date"), [date(2025, 5, 20), date(2025, 5, 22)])
        self.assertEqual(self._sessions(self.monday).attendance_ids.employee_id, self.monday._staff())
        with freeze_time("2025-05-20 02:00:00"):
            self._week()
        self.assertEqual(self._sessions(self.monday).mapped("date"), [date(2025, 5, 19), date(2025, 5, 26)])

    @proves("S1.6-daily-32")
    def test_who_is_absent_on_monday_counts_as_absent_from_work(self):
        self._week()
        meeting = self._sessions(self.monday)
        with freeze_time("2025-05-19 12:00:00"):
            meeting.attendance_ids.filtered(lambda line: line.employee_id == self.wang).state = "absent"
            meeting.action_all_present()
            meeting.action_hold()
        case = self.env["staff.conduct.case"].search([("company_id", "=", self.company.id)])
        self.assertEqual((case.employee_id, case.sanction_id.code), (self.wang, "absent-001-6"))
        self.assertEqual(case.date, date(2025, 5, 19))

    @proves("S1.6-daily-32")
    def test_no_leave_on_a_training_day(self):
        for first, last in ((20, 20), (22, 22), (19, 20), (21, 23)):
            with self.subTest(first), self.assertRaisesRegex(UserError, "Wang takes no leave on .*“Training days”"):
                self._leave(first, last)
        leave = self._leave(21)
        self._leave(19)  # a Monday: absent from the meeting, and excused there or not
        with self.assertRaisesRegex(UserError, "takes no leave"):
            leave.date_to = datetime(2025, 5, 22, 2)
        # until the midnight with which Thursday begins in Shanghai
        leave.date_to = datetime(2025, 5, 21, 16)
        with self.assertRaisesRegex(UserError, "takes no leave"):
            leave.date_to = datetime(2025, 5, 21, 16, 0, 1)

    @proves("S1.6-daily-32")
    def test_leave_of_others_and_other_absences_are_free(self):
        self._leave(20, employee=self.boss)
        self._leave(20, time_type="other")
        whole_day = {"date_from": datetime(2025, 5, 19, 16), "date_to": datetime(2025, 5, 20, 15, 59)}
        self._leave(20, resource_id=False, **whole_day)  # a day off of the company
        self.assertFalse(self.days._meets_on(date(2025, 5, 20)))
        self._leave(20)

    def test_who_is_excused_on_the_sheet_takes_leave(self):
        self._week()
        tuesday = self._sessions(self.days)[0]
        tuesday.attendance_ids.filtered(lambda line: line.employee_id == self.wang).state = "excused"
        self._leave(20)
        with self.assertRaisesRegex(UserError, "takes no leave"):
            self._leave(22)

    def test_observing_it_plans_nothing_and_lists_the_leave(self):
        self.days.mode = "observe"
        self._leave(20)
        noted = self.env["customer.policy.observation"].search([("rule_code", "=", "training-days-001-6")])
        self.assertEqual(len(noted), 1)
        self._week()
        self.assertFalse(self._sessions(self.days))

    def test_a_course_without_departments_meets_nobody_by_itself(self):
        self.days.department_ids = [Command.clear()]
        self._leave(20)
        self._week()
        self.assertFalse(self._sessions(self.days))
        self.assertEqual((self.days | self.monday)._unfulfillable(), self.days)
