from datetime import date

from odoo.addons.customer_policy.tests.common import RoleCase


class DashboardCase(RoleCase):
    """A quarterly report of new customers and complaints, by region and class, with figures of two quarters."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._new_user("supervisor", login="statistics boss", name="Boss")
        cls.new, cls.complaints, cls.rate = (
            cls.env["customer.statistic.indicator"].create(
                {"name": name, "code": name, "company_id": cls.company.id, "kind": "entered", **values}
            )
            for name, values in (
                ("New Customers", {}),
                ("Complaints", {"higher_is": "worse"}),
                ("Closing Rate", {"unit": "percent", "decimals": 1}),
            )
        )
        lines = [
            {"indicator_id": cls.new.id, "completion_needed": 80, "is_main": True, "flags_last": 1},
            {"indicator_id": cls.complaints.id, "completion_needed": 110, "is_main": True},
            {"indicator_id": cls.rate.id},
        ]
        cls.kind = cls.env["customer.statistic.kind"].create(
            {
                "name": "Customers of the Quarter",
                "company_id": cls.company.id,
                "period": "quarter",
                "group_one": "region",
                "group_two": "kind",
                "line_ids": [(0, 0, line) for line in lines],
            }
        )
        cls.winter = cls._report(date(2026, 1, 1), date(2026, 3, 31))
        cls._figure(cls.winter, cls.new, 100)
        cls._issue(cls.winter)
        cls.spring = cls._report(date(2026, 4, 1), date(2026, 6, 30))
        before = {"previous": 100, "has_previous": True, "last_year": 200, "has_last_year": True}
        cls._figure(cls.spring, cls.new, 150, plan=200, has_plan=True, **before)
        cls._figure(cls.spring, cls.complaints, 22, plan=20, has_plan=True, previous=20, has_previous=True)
        cls._figure(cls.spring, cls.rate, 25, numerator=10, denominator=40, previous=20, has_previous=True)
        for name, value in (("East", 90), ("North", 20), ("South", 40)):
            is_last = name == "North"
            cls._figure(cls.spring, cls.new, value, group_one_key=name, group_one_label=name, is_last=is_last)
        for name, value in (("Dealer", 120), ("Factory", 30)):
            cls._figure(cls.spring, cls.new, value, group_two_key=name, group_two_label=name)
        cls._figure(
            cls.spring, cls.new, 7,
            group_one_key="East", group_one_label="East", group_two_key="Dealer", group_two_label="Dealer",
        )  # fmt: skip
        for name, value in (("Dealer", 20), ("Factory", 30)):
            vals = {"numerator": value, "denominator": 100}
            cls._figure(cls.spring, cls.rate, value, group_two_key=name, group_two_label=name, **vals)
        cls._issue(cls.spring)

    @classmethod
    def _report(cls, first, last, **values):
        return cls.env["customer.statistic.report"].create(
            {
                "kind_id": cls.kind.id,
                "company_id": cls.company.id,
                "date_from": first,
                "date_to": last,
                "responsible_id": cls.boss.id,
                **values,
            }
        )

    @classmethod
    def _figure(cls, report, indicator, value, **values):
        return cls.env["customer.statistic.figure"].create(
            {
                "report_id": report.id,
                "company_id": report.company_id.id,
                "indicator_id": indicator.id,
                "sequence": indicator.id,
                "numerator": value,
                "denominator": 1,
                "value": value,
                "has_value": True,
                **values,
            }
        )

    @classmethod
    def _issue(cls, report):
        # how a report comes to be issued is not looked at here
        report._write_protected({"state": "issued"})
