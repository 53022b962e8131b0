from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError

from odoo.addons.customer_policy.tests.common import RoleCase

MAY = (date(2026, 5, 1), date(2026, 5, 31))


class ReportCase(RoleCase):
    """A company with two units, their statisticians and managers, and factories for kinds, plans and reports.

    What the engine would count, a test says in ``self.counted``: by code of the indicator a value, or one per group.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Reports = cls.env["customer.statistic.report"]
        cls.supervisor, cls.boss = cls.users["supervisor"], cls.users["general_manager"]
        cls.clerk = cls._new_user("user", login="clerk@stat")
        cls.units, cls.statisticians = {}, {}
        for name in ("East", "West"):
            unit = cls.env["hr.department"].create({"name": name, "company_id": cls.company.id})
            user = cls._new_user("user", login=f"{name}@stat")
            cls._employ(user, unit)
            cls._appoint(user, unit)
            cls.units[name], cls.statisticians[name] = unit, user
        cls.new = cls._indicator("new", name="New Customers")
        cls.lost = cls._indicator("lost", name="Lost Customers", higher_is="worse")

    def setUp(self):
        super().setUp()
        self.counted = {"new": 150, "lost": 10}
        fake = patch.object(self.registry["customer.statistic.report"], "_compute_figures", self._fake_figures())
        fake.start()
        self.addCleanup(fake.stop)

    @classmethod
    def _employ(cls, user, unit, **values):
        vals = {"name": user.name, "user_id": user.id, "company_id": cls.company.id, "department_id": unit.id}
        return cls.env["hr.employee"].create({**vals, **values})

    @classmethod
    def _appoint(cls, user, unit, **values):
        vals = {"user_id": user.id, "department_id": unit.id, "company_id": cls.company.id}
        return cls.env["customer.statistic.statistician"].create({**vals, **values})

    @classmethod
    def _indicator(cls, code: str, **values):
        vals = {"name": code, "code": code, "company_id": cls.company.id, "mode": "enforce", "kind": "entered"}
        return cls.env["customer.statistic.indicator"].create({**vals, **values})

    @classmethod
    def _kind(cls, *indicators, units=(), lines=None, **values):
        """Create an enforced kind of monthly report of the indicators, ``lines`` with values of its lines by code."""
        indicators = indicators or (cls.new, cls.lost)
        vals = {
            "name": "Monthly",
            "company_id": cls.company.id,
            "mode": "enforce",
            "period": "month",
            "unit_ids": [(6, 0, [cls.units[name].id for name in units])],
            "line_ids": [(0, 0, {"indicator_id": one.id, **(lines or {}).get(one.code, {})}) for one in indicators],
        }
        return cls.env["customer.statistic.kind"].create({**vals, **values})

    @classmethod
    def _plan(cls, value: float, first=MAY[0], last=MAY[1], indicator=None, **values):
        vals = {"indicator_id": (indicator or cls.new).id, "company_id": cls.company.id, "value": value}
        return cls.env["customer.statistic.plan"].create({**vals, "date_from": first, "date_to": last, **values})

    def _report(self, kind=None, day=MAY[0], **values):
        """Open the report of the company for the period of a day, as the supervisor does."""
        kind = kind or self._kind()
        if values:
            first, last = kind._period_of(day)
            vals = {"kind_id": kind.id, "date_from": first, "date_to": last, **values}
            return self.as_user(self.supervisor, self.Reports).create(vals)
        return self.as_user(self.supervisor, kind)._open_reports(day)

    def _submitted(self, kind=None, day=MAY[0], **values):
        report = self._report(kind, day, **values)
        report.action_compute()
        report.action_submit()
        return report

    def _issued(self, kind=None, day=MAY[0], **values):
        report = self._submitted(kind, day, **values)
        report.action_issue()
        return report

    def _figure(self, report, code="new"):
        return report.total_ids.filtered(lambda one: one.indicator_id.code == code)

    @contextmanager
    def assertSays(self, message, error=UserError):
        """Check that what follows is refused with a reason, and take back what it had done until then."""
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            yield

    def _fake_figures(self):
        """Return what counts figures here: those the test names, with their plans, and the sum of the units."""
        case = self

        def compute(report):
            plans = report._plan_values()
            entered = {one.indicator_id: one for one in report.figure_ids if one.entered_date}
            report.figure_ids.filtered(lambda one: not one.entered_date).unlink()
            report._write_protected({"counted_parts": report._submitted_parts()})
            parts = report.part_ids.filtered(lambda part: part.state == "submitted")
            for indicator in report.kind_id.line_ids.indicator_id:
                if indicator in entered:
                    continue
                counted = case.counted.get(indicator.code, 0)
                if parts:
                    same = parts.total_ids.filtered(lambda one, indicator=indicator: one.indicator_id == indicator)
                    counted = sum(same.mapped("value"))
                groups = counted if isinstance(counted, dict) else {False: counted}
                for key, value in groups.items():
                    planned = plans.get((indicator.id, (key or "", "")))
                    report.env["customer.statistic.figure"].create(
                        {
                            "report_id": report.id,
                            "company_id": report.company_id.id,
                            "indicator_id": indicator.id,
                            "group_one_key": key,
                            "group_one_label": key,
                            "numerator": value,
                            "denominator": 1,
                            "value": value,
                            "has_value": True,
                            "has_plan": planned is not None,
                            "plan": planned or 0,
                        }
                    )

        return compute
