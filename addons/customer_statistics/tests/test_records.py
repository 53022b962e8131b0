from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time

from ..tools import period
from .common import StatisticCase


class TestRecords(StatisticCase):
    """What a consultant has counted over any records, without code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consultant = cls._new_user("rules_administrator", login="consultant")
        cls.consultant.group_ids = [
            (4, cls.env.ref(name).id) for name in ("customer_policy.group_supervisor", "sales_team.group_sale_manager")
        ]

    def _counted(self, code="counted", **values):
        vals = {"kind": "records", "res_model": "sale.order", "date_field": "date_order", "file_path": "partner_id"}
        indicators = self.as_user(self.consultant, self.env["customer.statistic.indicator"])
        return indicators.create(
            {"name": code, "code": code, "company_id": self.company.id, "mode": "enforce", **vals, **values}
        ).sudo()

    def test_counted_summed_and_by_group(self):
        self._zone("Asia/Shanghai")
        north, south = self._customers(2)
        north.state_id, south.state_id = self.regions
        contact = self.env["res.partner"].create({"name": "Li", "parent_id": north.partner_id.id})
        self._ordered(north, 10, moment="2026-04-30 16:00:00")
        self._ordered(contact, 20)
        self._ordered(south, 90)
        self._ordered(south, 5000, moment="2026-05-31 16:00:00")
        self._ordered(south, 7000).state = "sent"
        domain = "[('state', '=', 'sale')]"
        indicators = [
            self._counted(aggregate, aggregate=aggregate, measure="amount_untaxed", domain=domain)
            for aggregate in ("count", "customers", "sum", "average", "min", "max")
        ]
        different = self._counted("distinct", aggregate="distinct", measure="partner_id", domain=domain)
        self.assertEqual([one.rollup for one in indicators], ["sum", "recount", "sum", "sum", "sum", "sum"])
        self.assertEqual([one.unit for one in indicators], ["count"] * 2 + ["amount"] * 4)
        report = self._report(self._report_kind(*indicators, different, group_one="region"))
        groups = [("", ""), ("North", ""), ("South", "")]
        for indicator, values in zip(
            [*indicators, different],
            ([3, 2, 1], [2, 1, 1], [120, 30, 90], [40, 15, 90], [10, 10, 90], [90, 20, 90], [3, 2, 1]),
            strict=True,
        ):
            self.assertEqual(self.figures(report, indicator), dict(zip(groups, values, strict=True)), indicator.code)

    def test_a_group_without_rows_has_no_extreme(self):
        north, south = self._customers(2)
        north.state_id, south.state_id = self.regions
        self._ordered(north, -5)
        self._ordered(south, 1, moment="2026-06-01 08:00:00")
        highest = self._counted(aggregate="max", measure="amount_untaxed")
        files = self._indicator("customers")
        report = self._report(self._report_kind(highest, files, group_one="region"))
        self.assertEqual(self.figures(report, highest), {("", ""): -5, ("North", ""): -5, ("South", ""): 0})
        self.assertEqual(
            self.figures(report, highest, "has_value"), {("", ""): True, ("North", ""): True, ("South", ""): False}
        )

    def test_of_departments_and_people_of_the_record(self):
        agent = self._new_user("user", login="agent")
        departments = self.env["hr.department"].create(
            [{"name": name, "company_id": self.company.id} for name in ("A", "B")]
        )
        (file,) = self._customers(1)
        file.department_id = departments[0]
        for department, user in zip(departments, (agent, self.env["res.users"]), strict=True):
            vals = {"name": "x", "company_id": self.company.id, "department_id": department.id, "user_id": user.id}
            self.env["hr.employee"].create(vals)
        files = self._counted(
            "files",
            res_model="customer.file",
            date_field="opening_date",
            user_path="custodian_id",
            department_path="department_id",
        )
        staff = self._indicator(
            "staff",
            kind="records",
            res_model="hr.version",
            date_field="create_date",
            department_path="department_id",
            user_path="employee_id.user_id",
        )
        file.custodian_id = agent
        by_user = self._report_kind(files, code="by_user", group_one="user")
        report = self._report(by_user, "2025-01-01", "2025-01-31")
        self.assertEqual(self.figures(report, files), {("", ""): 1, (agent.name, ""): 1})
        month = self._report_kind(staff, code="staff", group_one="department", group_two="region")
        days = period.around(self.company._policy_today(), "month")
        report = self._report(month, *days, department_id=departments[1].id)
        self.assertEqual(self.figures(report, staff), {("", ""): 1, ("B", ""): 1}, "staff have no region")

    def test_money_in_the_currency_of_the_company(self):
        """By the rate of the day of the record, as core converts."""
        (file,) = self._customers(1)
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CNY")])
        currency.active = True
        currency.rate_ids = [
            Command.clear(),
            *(
                Command.create({"name": day, "rate": rate, "company_id": self.company.id})
                for day, rate in (("2026-05-01", 8), ("2026-05-20", 4))
            ),
        ]
        file.currency_id = currency
        other = self._customers(1)
        for one, capital in ((file, 80), (other, 7)):
            one.registered_capital = capital
        capital = self._counted(
            res_model="customer.file", date_field="first_contact_date", aggregate="sum", measure="registered_capital"
        )
        kind = self._report_kind(capital, period="day")
        for day, expected in (("2026-05-19", 17), ("2026-05-20", 27), ("2026-04-01", 17)):
            (file | other).first_contact_date = day
            converted = currency._convert(80, self.company.currency_id, self.company, day)
            self.assertEqual(converted + 7, expected)
            self.assertEqual(self.total(self._report(kind, day, day), capital), expected)

    def test_all_records_of_the_company_count_whoever_computes(self):
        """Also those a supervisor may not read; none of another company."""
        (file,) = self._customers(1)
        self._ordered(file, 10)
        elsewhere = self.env["sale.order"].with_company(self.other_company)
        order = elsewhere.create({"partner_id": file.partner_id.id, "company_id": self.other_company.id})
        order.date_order = "2026-05-10"
        counted = self._counted()
        self.assertFalse(self.as_user(self.supervisor, self.env["sale.order"]).has_access("read"))
        self.assertEqual(self.total(self._report(self._report_kind(counted)), counted), 1)

    # what is refused

    def _refused(self, message, error=ValidationError, **values):
        self.assertRefused(message, lambda: self._counted("wrong", **values), error)

    def test_what_cannot_be_counted(self):
        for model in (False, "no.such", "customer.secrecy.mixin", "sale.report", "base.module.update"):
            self._refused("say whose records are counted", res_model=model)
        self._refused("is no stored field", date_field="name")
        self._refused("is no stored field", aggregate="sum", measure="partner_id")
        self._refused("is no stored field", aggregate="sum", measure="amount_undiscounted")
        self._refused("does not lead to customer.file, res.partner", file_path="user_id")
        self._refused("does not lead to res.users", user_path="partner_id")
        self._refused("is no stored field", file_path="order_line.product_id")
        self._refused("say where the customer is found", aggregate="customers", file_path=False)
        self._refused("wrong: ", domain="[('no_field', '=', 1)]")
        self._refused("wrong: ", domain="[('state', '=', uid)]")
        self._refused("wrong: ", domain="__import__('os').getpid()")

    def test_what_may_not_be_read_is_not_counted(self):
        """Neither models nor fields that the one who sets it may not read."""
        parameters = {"res_model": "ir.config_parameter", "date_field": "create_date", "file_path": False}
        self._refused("you may not read records", AccessError, **parameters)
        self.consultant.group_ids = [(3, self.env.ref("sales_team.group_sale_manager").id)]
        self._refused("you may not read records", AccessError)
        readable = {"res_model": "customer.file", "date_field": "opening_date"}
        self._refused("you may not read", AccessError, domain="[('partner_id.sale_order_ids.state', '=', 'sale')]",
                      **readable)  # fmt: skip

    def test_no_text_of_what_can_be_secret_is_counted_by(self):
        """Whoever sets conditions would read a secret by asking for one letter after the other."""
        files = {"res_model": "customer.file", "date_field": "opening_date"}
        self._refused("its text is not counted by", domain="[('need', 'ilike', 'a%')]", **files)
        self._refused(
            "its text is not counted by", domain="['|', ('state', '=', 'filed'), ('need', '=', 'a')]", **files
        )
        contacts = {"res_model": "customer.file.interaction", "date_field": "date", "file_path": "file_id"}
        self._refused("its text is not counted by", domain="[('file_id.need', 'ilike', 'a')]", **contacts)
        self._refused("its text is not counted by", domain="[('file_id', 'any', [('need', '=', 'a')])]", **contacts)
        self._refused("its text is not counted by", domain="['!', ('content', '=', 'a')]", **contacts)
        self._refused("not counted by their name", domain="[('file_id', 'ilike', 'a')]", **contacts)
        messages = {"res_model": "mail.message", "date_field": "date", "file_path": False}
        self._refused("its text is not counted by", domain="[('body', 'ilike', 'a')]", **messages)
        self._counted(domain="[('type', '=', 'call'), ('file_id.life_status', '=', 'lost')]", **contacts)

    # preview

    def test_preview_of_the_last_full_month(self):
        (file,) = self._customers(1)
        for moment, price in (("2026-04-30 23:59:59", 10), ("2026-05-01 00:00:00", 20), ("2026-05-31 23:59:59", 40)):
            self._ordered(file, price, moment=moment)
        counted = self._counted(aggregate="sum", measure="amount_untaxed", decimals=1)
        with freeze_time("2026-06-15"):
            action = self.as_user(self.consultant, counted).action_preview()
        self.assertEqual(action["name"], "counted in May 2026: 60.0")
        orders = self.as_user(self.consultant, self.env["sale.order"]).search(action["domain"])
        self.assertEqual(orders.mapped("amount_untaxed"), [40, 20])

    def test_preview_tells_of_what_one_may_read_only(self):
        """A consultant who sees own orders only learns nothing of others by counting."""
        (file,) = self._customers(1)
        self._ordered(file, 10, user_id=self.consultant.id)
        self._ordered(file, 20, user_id=self.clerk.id)
        counted = self._counted()
        self.consultant.group_ids = [
            (3, self.env.ref("sales_team.group_sale_manager").id),
            (3, self.env.ref("sales_team.group_sale_salesman_all_leads").id),
            (4, self.env.ref("sales_team.group_sale_salesman").id),
        ]
        with freeze_time("2026-06-15"):
            action = self.as_user(self.consultant, counted).action_preview()
            self.assertEqual(action["name"], "counted in May 2026: 1")
            self.assertEqual(counted.action_preview()["name"], "counted in May 2026: 2")
