from datetime import date

from odoo import Command
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .test_pack import PackCase


@freeze_time("2025-05-20 12:00:00")
class TestTraining(PackCase):
    def _staff(self, count):
        """Let the department have so many, the head included."""
        names = range(count - len(self.env["hr.employee"].search([("department_id", "=", self.sales.id)])))
        return self.env["hr.employee"].create(
            [
                {"name": f"Staff {number}", "company_id": self.company.id, "department_id": self.sales.id}
                for number in names
            ]
        )

    def _course(self, **vals):
        return self.env["staff.training.course"].create(
            {"name": "Course", "company_id": self.company.id, "department_ids": self.sales.ids, **vals}
        )

    def _held(self, course, present=None, day=None, absent=()):
        """Hold a session with everybody but those absent, or with so many."""
        staff = course._staff()
        present = staff[:present] if isinstance(present, int) else staff
        training = self.env["staff.training"].create(
            {
                "name": "Session",
                "company_id": self.company.id,
                "course_id": course.id,
                "date": day or date(2025, 5, 20),
                "attendance_ids": [
                    Command.create(
                        {
                            "employee_id": one.id,
                            "state": "present" if one in present and one not in absent else "absent",
                        }
                    )
                    for one in staff
                ],
            }
        )
        training.action_hold()
        return training

    @proves("S1.8-11", "S4.csmain-4")
    def test_coverage_of_the_year_and_who_is_missing(self):
        self._staff(15)
        course, other = self._course(), self._course()
        training = self._held(course, 12)
        self._held(other, 15)
        self.assertEqual((course.staff_count, course.trained_count, course.coverage), (15, 12, 80))
        self.assertEqual(
            course.missing_ids, training.attendance_ids.filtered(lambda line: line.state == "absent").employee_id
        )
        self.assertEqual(len(course.missing_ids), 3)
        self.assertEqual(other.coverage, 100)
        with freeze_time("2026-01-01 12:00:00"):
            self.env.invalidate_all()
            self.assertEqual(course.coverage, 0, "another year")

    @proves("S4.dept-15")
    def test_the_plan_of_a_half_year(self):
        course = self._course(period="half", sessions=2)
        self._held(course, day=date(2025, 1, 1))
        self._held(course, day=date(2024, 12, 31))
        planned = self.env["staff.training"].create(
            {"name": "Second", "company_id": self.company.id, "course_id": course.id, "date": date(2025, 6, 30)}
        )
        self.assertEqual((course.held_count, course.fulfilment), (1, 50))
        planned.action_hold()
        self.assertEqual((course.held_count, course.fulfilment), (2, 100))

    @proves("S4.prop-3")
    def test_a_plan_of_four_courses_shows_whose_are_missing(self):
        courses = self._course().browse()
        for number in range(4):
            courses |= self._course(name=str(number))
        for course in courses[:2]:
            self._held(course)
        for course in courses[2:]:
            self._held(course, absent=self.wang)
        missing = courses.filtered(lambda course: self.wang in course.missing_ids)
        self.assertEqual(missing, courses[2:])
        self.assertFalse(courses.filtered(lambda course: self.li in course.missing_ids))

    @proves("S1.6-daily-15")
    def test_an_attendance_sheet_of_eighteen(self):
        self._apply("car_sales_discipline_001_6", enforce=True)
        self._staff(18)
        course = self._found("meetings-001-6", "staff.training.course")
        course.department_ids = self.sales
        training = self.env["staff.training"].create(
            {
                "name": "Meeting",
                "company_id": self.company.id,
                "course_id": course.id,
                "date": date(2025, 5, 19),
                "attendance_ids": [Command.create({"employee_id": one.id}) for one in course._staff()],
            }
        )
        self.assertEqual(training.invited_count, 18)
        lines = {line.employee_id: line for line in training.attendance_ids}
        lines[self.wang].state = "absent"
        lines[self.li].phone_heard = True
        self.assertRefused("say of each", training.action_hold)
        training.action_all_present()
        training.action_hold()
        self.assertEqual(training.present_count, 17)
        cases = self.env["staff.conduct.case"].search([("company_id", "=", self.company.id)], order="employee_id")
        self.assertEqual(
            {(one.employee_id, one.rule_id.code, one.amount, one.sanction_id.name, one.date) for one in cases},
            {
                (self.wang, "meeting-absent-001-6", 0, "Counts as absent from work", date(2025, 5, 19)),
                (self.li, "meeting-phone-001-6", 20, False, date(2025, 5, 19)),
            },
        )
        dismissal = self._found("asked-to-leave-001-6", "staff.conduct.sanction")
        cases.filtered(lambda one: one.employee_id == self.wang).sanction_id = dismissal
        self.assertRefused("closed", lambda: lines[self.li].write({"phone_heard": False}))

    def test_who_is_excused_is_not_reported(self):
        self._apply("car_sales_discipline_001_6", enforce=True)
        course = self._found("meetings-001-6", "staff.training.course")
        training = self._held(course, absent=self.wang)
        self.assertEqual(len(self.env["staff.conduct.case"].search([("employee_id", "=", self.wang.id)])), 1)
        self.assertTrue(training)
        second = self.env["staff.training"].create(
            {
                "name": "Second",
                "company_id": self.company.id,
                "course_id": course.id,
                "attendance_ids": [Command.create({"employee_id": self.li.id, "state": "excused"})],
            }
        )
        second.action_hold()
        self.assertFalse(self.env["staff.conduct.case"].search([("employee_id", "=", self.li.id)]))

    def test_who_reads_a_training(self):
        training = self._held(self._course())
        for user, seen in ((self.wang.user_id, True), (self.head.user_id, True), (self.users["employee"], False)):
            found = self.as_user(user, training).search([("id", "=", training.id)])
            self.assertEqual(bool(found), seen, user.name)
        lines = self.as_user(self.wang.user_id, training.attendance_ids).search(
            [("id", "in", training.attendance_ids.ids)]
        )
        self.assertEqual(lines.employee_id, self.wang, "of the sheet the own line")
