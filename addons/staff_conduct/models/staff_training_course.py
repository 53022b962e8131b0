from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_date

#: months of a period
PERIODS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: so many days ahead weekly sessions are planned
AHEAD = 7


class StaffTrainingCourse(models.Model):
    """What staff are trained in, whom it is for, and how often (S4.prop-3, S4.dept-15, S4.csmain-4, S1.8-11)."""

    _name = "staff.training.course"
    _description = "Training course"
    _inherit = ["customer.policy.rule.mixin"]

    department_ids = fields.Many2many(
        "hr.department", string="Departments", check_company=True, help="Empty: all staff."
    )
    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("half", "Half-Year"), ("year", "Year")],
        required=True,
        default="year",
    )
    mon = fields.Boolean("Mondays")
    tue = fields.Boolean("Tuesdays")
    wed = fields.Boolean("Wednesdays")
    thu = fields.Boolean("Thursdays")
    fri = fields.Boolean("Fridays")
    sat = fields.Boolean("Saturdays")
    sun = fields.Boolean("Sundays")
    no_leave = fields.Boolean(
        help="Whom it is for takes no leave on its days of the week, but for those excused on the attendance sheet."
    )
    sessions = fields.Integer("Sessions Planned", default=1, help="So many in each period.")
    absence_rule_id = fields.Many2one(
        "staff.conduct.rule", "Absence", index="btree_not_null", ondelete="restrict", check_company=True,
        help="Who is absent without excuse is reported by this rule.",
    )  # fmt: skip
    phone_rule_id = fields.Many2one(
        "staff.conduct.rule", "Telephone Heard", index="btree_not_null", ondelete="restrict", check_company=True
    )
    training_ids = fields.One2many("staff.training", "course_id", "Trainings")
    staff_count = fields.Integer("Staff", compute="_compute_coverage")
    trained_count = fields.Integer("Trained", compute="_compute_coverage")
    coverage = fields.Float("Coverage (%)", compute="_compute_coverage")
    missing_ids = fields.Many2many(
        "hr.employee",
        compute="_compute_coverage",
        string="Not Trained Yet",
        groups="customer_policy.group_supervisor,hr.group_hr_user",
    )
    held_count = fields.Integer("Held", compute="_compute_coverage")
    fulfilment = fields.Float("Plan Fulfilled (%)", compute="_compute_coverage")

    @api.depends("training_ids.state", "training_ids.attendance_ids.state", "period", "sessions", "department_ids")
    def _compute_coverage(self):
        # sudo: the rates are for who may read the course; who is missing is shown by name only
        for course in self.sudo():
            first, last = course._period_of(course.company_id._policy_today())
            held = course.training_ids.filtered(lambda one, f=first, t=last: one.state == "held" and f <= one.date <= t)
            present = held.attendance_ids.filtered(lambda line: line.state == "present").employee_id
            staff = course._staff()
            trained = staff & present
            course.staff_count, course.trained_count = len(staff), len(trained)
            course.coverage = 100.0 * len(trained) / len(staff) if staff else 0.0
            course.missing_ids = staff - trained
            course.held_count = len(held)
            course.fulfilment = 100.0 * len(held) / course.sessions if course.sessions else 0.0

    def _staff(self):
        """Return whom the course is for."""
        self.ensure_one()
        domain = [("company_id", "=", self.company_id.id)]
        if self.department_ids:
            domain.append(("department_id", "child_of", self.department_ids.ids))
        # sudo: who works in which department is no secret
        return self.env["hr.employee"].sudo().search(domain)

    def _period_of(self, day):
        """Return the first and the last day of the period that ``day`` lies in."""
        months = PERIODS[self.period]
        first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
        return first, first + relativedelta(months=months, days=-1)

    def action_plan(self):
        """Plan a session with all staff the course is for."""
        self.ensure_one()
        return self._plan_on(self.company_id._policy_today())._get_records_action()

    def _plan_on(self, day):
        return self.env["staff.training"].create(
            {
                "name": self.name,
                "company_id": self.company_id.id,
                "course_id": self.id,
                "date": day,
                "attendance_ids": [(0, 0, {"employee_id": employee.id}) for employee in self._staff()],
            }
        )

    # every week

    def _meets_on(self, day) -> bool:
        """Say whether ``day`` is one of the weekly days; a day off of the company is none."""
        calendar = self.company_id.resource_calendar_id
        return self[WEEKDAYS[day.weekday()]] and (
            not calendar or bool(calendar._working_days_between(self.company_id, day - timedelta(days=1), day))
        )

    def _unfulfillable(self):
        weekly = self.filtered(lambda course: any(course[name] for name in WEEKDAYS))
        return super()._unfulfillable() | weekly.filtered(lambda course: not course.department_ids)

    @api.model
    def _cron_week(self):
        """Plan the sessions of the coming week; a course that names no department plans none by itself."""
        # sudo: the scheduled action works for all companies
        for company in self.env["res.company"].sudo().search([]):
            today = company._policy_today()
            courses = self._in_force(company).filtered(lambda one: one.mode == "enforce" and one.department_ids)
            # sudo: as above
            trainings = self.env["staff.training"].sudo()
            known = trainings.search([("course_id", "in", courses.ids), ("date", ">=", today)])
            there = {(training.course_id, training.date) for training in known}
            for course in courses:
                for day in (today + timedelta(days=number) for number in range(AHEAD)):
                    if (course, day) not in there and course._meets_on(day):
                        course._plan_on(day)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _check_leave(self, leave, employee, first, last):
        """Refuse ``leave`` of ``employee`` from ``first`` to ``last`` on the days of these courses, or list it."""
        # sudo: who was excused counts, whoever enters the leave
        excused = (
            self.env["staff.training.attendance"]
            .sudo()
            .search(
                [
                    ("training_id.course_id", "in", self.ids),
                    ("employee_id", "=", employee.id),
                    ("state", "=", "excused"),
                ]
            )
        )
        free = {(line.training_id.course_id, line.training_id.date) for line in excused}
        for course in self.filtered(lambda one: one.department_ids and employee in one._staff()):
            days = (first + timedelta(days=number) for number in range((last - first).days + 1))
            day = next((day for day in days if course._meets_on(day) and (course, day) not in free), None)
            if day:
                message = self.env._(
                    "%(employee)s takes no leave on %(day)s: it is a day of “%(course)s”.",
                    employee=employee.name,
                    day=format_date(self.env, day),
                    course=course.name,
                )
                course._breached_by(leave, message)
