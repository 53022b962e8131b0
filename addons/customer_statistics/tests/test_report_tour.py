from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import TourCase, proves

from .common import StatisticCase


@tagged("post_install", "-at_install")
class TestReportTour(TourCase, StatisticCase):
    """A report on its way, on screen: two units, the supervisor and the general manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.units, cls.statisticians = {}, {}
        for name in ("East", "West"):
            unit = cls.env["hr.department"].create({"name": name, "company_id": cls.company.id})
            user = cls._new_user("user", login=f"{name}@tour")
            vals = {"user_id": user.id, "department_id": unit.id, "company_id": cls.company.id}
            cls.env["customer.statistic.statistician"].create(vals)
            cls.units[name], cls.statisticians[name] = unit, user
        cls.chief = cls.users["general_manager"]
        cls.env["customer.approval.rule"].create(
            {
                "name": "Statistics",
                "company_id": cls.company.id,
                "mode": "enforce",
                "document_model": "customer.statistic.report",
                "domain": "[('department_id', '=', False)]",
                "level_ids": [(0, 0, {"group_id": cls.env.ref("customer_policy.group_general_manager").id})],
            }
        )

    @proves("S0-03", "S0-17", "S0-18")
    def test_from_the_units_to_the_card(self):
        self._customers(3, opening_date="2026-05-10", life_status="cooperating")
        new = self._indicator("gained", name="New Customers", figure="customers_opened")
        fairs = self._indicator("fairs", name="Contacts at Fairs", kind="entered")
        plan = {"indicator_id": new.id, "company_id": self.company.id, "value": 4}
        self.env["customer.statistic.plan"].create({**plan, "date_from": "2026-05-01", "date_to": "2026-05-31"})
        kind = self._report_kind(
            (new, {"is_main": True, "completion_needed": 80}),
            fairs,
            text="explanation",
            unit_ids=[(6, 0, [unit.id for unit in self.units.values()])],
        )
        report = self._report(kind, compute=False)
        report._open_parts()
        parts = {part.department_id.name: part for part in report.part_ids}
        self._tour(f"customer-statistics/{parts['East'].id}", "customer_statistic_unit", self.statisticians["East"])
        self.assertEqual(parts["East"].state, "submitted")
        west = self.as_user(self.statisticians["West"], parts["West"])
        west.action_compute()
        west.total_ids.filtered(lambda figure: figure.indicator_id == fairs).value = 60
        west.action_submit()
        self._tour(f"customer-statistics/{report.id}", "customer_statistic_explain", self.supervisor)
        self._tour(f"customer-statistics/{report.id}", "customer_statistic_approve", self.chief)
        self._tour(f"customer-statistics/{report.id}", "customer_statistic_issue", self.supervisor)
        self.assertEqual(report.state, "issued")
        self.assertEqual(set(report.part_ids.mapped("state")), {"issued"})
        self._tour("customer-statistics-cards", "customer_statistic_cards", self.supervisor)
