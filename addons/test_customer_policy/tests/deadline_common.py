from datetime import datetime

from freezegun import freeze_time

from odoo.addons.customer_policy.tests.common import RoleCase

ENGINE = "odoo.addons.customer_policy.models.customer_deadline_engine"


class DeadlineCase(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "company_id": cls.company.id, "tz": "Asia/Shanghai"}
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.Documents = cls.env["test.customer.document"]
        cls.Deadlines = cls.env["customer.deadline"]
        cls.Steps = cls.env["customer.deadline.step"]
        cls.remind = cls.env.ref("customer_policy.customer_deadline_action_activity")
        cls.clerk, cls.head, cls.director = (
            cls._new_user("user", login=name) for name in ("clerk", "head", "director")
        )
        cls.division = cls._department("Division", cls.director)
        cls.sales = cls._department("Sales", cls.head, parent_id=cls.division.id)
        cls._employee(cls.clerk, department_id=cls.sales.id)

    @classmethod
    def _employee(cls, user, **values):
        return cls.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "company_id": cls.company.id, **values}
        )

    @classmethod
    def _department(cls, name, user, **values):
        manager = cls._employee(user) if user else cls.env["hr.employee"]
        return cls.env["hr.department"].create(
            {"name": name, "company_id": cls.company.id, "manager_id": manager.id, **values}
        )

    @classmethod
    def _deadline_rule(cls, duration=1, unit="day", steps=(), **values):
        return cls.env["customer.deadline.rule"].create(
            {
                "name": "Confirm in time",
                "milestone": "test.customer.document/confirm",
                "duration": duration,
                "unit": unit,
                "mode": "enforce",
                "step_ids": [(0, 0, {"action_id": cls.remind.id, **step}) for step in steps],
                "company_id": cls.company.id,
                **values,
            }
        )

    def _document(self, **values):
        return self.Documents.create(
            {"name": "Case", "company_id": self.company.id, "user_id": self.clerk.id, **values}
        )

    def _start(self, moment="2026-05-10 07:00:00", milestone="confirm", **values):
        """Start the deadline of a new document; 07:00 in UTC is 15:00 in Shanghai."""
        with freeze_time(moment):
            return self._document(**values)._start_deadline(milestone)

    def _tick(self, moment=None):
        """Let the engine run, in transactions of its own."""
        self.env.flush_all()
        with freeze_time(moment or datetime.now()), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

    def _broken(self, code="raise Exception('broken')"):
        return self.env["ir.actions.server"].create(
            {
                "name": "Broken",
                "model_id": self.env["ir.model"]._get_id("test.customer.document"),
                "state": "code",
                "code": code,
            }
        )

    def _activities(self, deadline):
        return self.env["mail.activity"].search([("customer_deadline_id", "=", deadline.id)])
