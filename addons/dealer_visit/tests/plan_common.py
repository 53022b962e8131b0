from datetime import date, datetime, timedelta

from .common import VisitCase

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)


class PlanCase(VisitCase):
    """Customers of one place who are visited every three months, and a plan for a quarter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.env["resource.calendar"].create(
            {"name": "Five days", "tz": "Asia/Shanghai", "company_id": cls.company.id}
        )
        cls.company.resource_calendar_id = cls.hours
        cls.env["hr.employee"].search([("company_id", "=", cls.company.id)]).resource_calendar_id = cls.hours
        cls.rule = cls._visit_rule(interval=3, interval_unit="month")
        cls.files = cls._customers(6)
        cls.files.partner_id.zip = "214000"
        cls.plans = cls.env["dealer.visit.plan"].with_user(cls.chief).with_context(allowed_company_ids=cls.company.ids)

    def _new_plan(self, users=None, **values):
        return self.plans.create(
            {"date_from": FIRST, "date_to": LAST, "user_ids": [(6, 0, (users or self.seller).ids)], **values}
        )

    def _generated(self, users=None, **values):
        plan = self._new_plan(users, **values)
        plan.action_generate()
        return plan

    def _days(self, visits):
        return [visit._planned_day() for visit in visits.sorted("id")]

    def _off(self, first, last, user=None):
        """A holiday of all, or a leave of one."""
        employee = user and user.with_company(self.company).employee_id
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Off",
                "company_id": self.company.id,
                "calendar_id": self.hours.id,
                "resource_id": employee.resource_id.id if user else False,
                "date_from": datetime.combine(first, datetime.min.time()) - timedelta(hours=8),
                "date_to": datetime.combine(last, datetime.min.time()) + timedelta(hours=15, minutes=59),
            }
        )

    def _last_visited(self, files, day):
        for file in files:
            self._made(file, day)
