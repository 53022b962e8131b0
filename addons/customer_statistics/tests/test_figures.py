from odoo import Command
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import StatisticCase


class TestFigures(StatisticCase):
    """What the known figures count, at their edges."""

    def _values(self, *codes, first="2026-05-01", last="2026-05-31", period="month", **values):
        """Return the totals of figures; a code may carry its parameter."""
        indicators = []
        for code in codes:
            figure, _colon, parameter = code.partition(":")
            indicators.append(
                self._indicator(f"{code}/{len(indicators)}/{first}", figure=figure, parameter=parameter or False)
            )
        report = self._report(
            self._report_kind(*indicators, code=f"{codes}{first}", period=period, **values), first, last
        )
        return [self.total(report, one) for one in indicators]

    @proves("S3-09")
    def test_orders_by_region_and_kind(self):
        north, south = self._customers(2, kind_id=self.kind.id)
        north.state_id, south.state_id = self.regions
        self._ordered(north, 10, 20)
        self._ordered(north, 5)
        self._ordered(south, 100)
        self._ordered(self._partner("No file"), 1)
        orders, amount, buyers, average = (
            self._indicator(code) for code in ("order_count", "ordered_amount", "customers_ordering", "order_average")
        )
        kind = self._report_kind(orders, amount, buyers, average, group_one="region", group_two="kind")
        report = self._report(kind)
        name = self.kind.name
        groups = [("", ""), ("North", ""), ("North", name), ("South", ""), ("South", name), ("", name)]
        groups += [("None", ""), ("None", "None"), ("", "None")]
        for indicator, values in (
            (orders, [4, 2, 2, 1, 1, 3, 1, 1, 1]),
            (amount, [136, 35, 35, 100, 100, 135, 1, 1, 1]),
            (buyers, [3, 1, 1, 1, 1, 2, 1, 1, 1]),
            (average, [34, 17.5, 17.5, 100, 100, 45, 1, 1, 1]),
        ):
            self.assertEqual(self.figures(report, indicator), dict(zip(groups, values, strict=True)))

    def test_days_are_those_of_the_company(self):
        self._zone("Asia/Shanghai")
        (file,) = self._customers(1)
        for price, moment in (
            (1, "2026-04-30 15:59:59"),
            (10, "2026-04-30 16:00:00"),  # the first of May there
            (100, "2026-05-31 15:59:59"),
            (1000, "2026-05-31 16:00:00"),
        ):
            self._ordered(file, price, moment=moment)
        self.assertEqual(self._values("ordered_amount", "order_count"), [110, 2])

    def test_orders_of_contacts_and_other_currencies_and_companies(self):
        (file,) = self._customers(1)
        contact = self.env["res.partner"].create({"name": "Li", "parent_id": file.partner_id.id})
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CNY")])
        currency.active = True
        currency.rate_ids = [
            Command.clear(),
            Command.create({"name": "2026-01-01", "rate": 8, "company_id": self.company.id}),
        ]
        pricelist = self.env["product.pricelist"].create({"name": "CNY", "currency_id": currency.id})
        order = self.env["sale.order"].create(
            {
                "partner_id": contact.id,
                "company_id": self.company.id,
                "pricelist_id": pricelist.id,
                "date_order": "2026-05-10",
                "order_line": [Command.create({"product_id": self.product.id, "price_unit": 800, "tax_ids": False})],
            }
        )
        order.action_confirm()
        order.date_order = "2026-05-10"
        self.assertEqual(order.currency_rate, 8)
        elsewhere = self.env["sale.order"].with_company(self.other_company)
        elsewhere.create(
            {
                "partner_id": file.partner_id.id,
                "company_id": self.other_company.id,
                "order_line": [Command.create({"product_id": self.product.id, "price_unit": 7, "tax_ids": False})],
            }
        ).action_confirm()
        self._ordered(file, 1)
        self.assertEqual(self._values("ordered_amount", "ordered_by_line", "customers_ordering"), [101, 101, 1])

    def test_only_confirmed_orders_count(self):
        (file,) = self._customers(1)
        self._ordered(file, 10)
        self._ordered(file, 20).write({"state": "sent"})
        cancelled = self._ordered(file, 40)
        cancelled.with_context(disable_cancel_warning=True).action_cancel()
        cancelled.date_order = "2026-05-10"
        self.assertEqual(self._values("ordered_amount", "order_count"), [10, 1])

    def test_by_product_category(self):
        """What is bought by category; a customer who buys of two counts in both, and once in all (S3-10)."""
        beds, chairs = self.env["product.category"].create([{"name": "Beds"}, {"name": "Chairs"}])
        bed, chair = self.env["product.product"].create(
            [{"name": one.name, "type": "service", "categ_id": one.id} for one in (beds, chairs)]
        )
        one, other = self._customers(2)
        self._ordered(one, 10, order_line=[
            Command.create({"product_id": product.id, "price_unit": price, "tax_ids": False})
            for product, price in ((bed, 30), (chair, 12))
        ])  # fmt: skip
        self._ordered(other, order_line=[Command.create({"product_id": bed.id, "price_unit": 5, "tax_ids": False})])
        amount, buyers = (self._indicator(code) for code in ("ordered_by_line", "customers_by_line"))
        files = self._indicator("customers_opened")
        report = self._report(self._report_kind(amount, buyers, files, group_one="category"))
        self.assertEqual(self.figures(report, amount), {("", ""): 47, ("Beds", ""): 35, ("Chairs", ""): 12})
        self.assertEqual(self.figures(report, buyers), {("", ""): 2, ("Beds", ""): 2, ("Chairs", ""): 1})
        self.assertEqual(self.figures(report, files), {("", ""): 0}, "files have no category")

    def test_invoices_credit_notes_and_days_to_pay(self):
        self.env["account.chart.template"].try_loading("generic_coa", company=self.company, install_demo=False)
        one, other = self._customers(2)
        paid = self._invoice(one, 300, "2026-04-10")
        self._pay(paid, "2026-05-05", 100)
        self._pay(paid, "2026-05-20", 200)  # 40 days
        self._pay(self._invoice(other, 50, "2026-05-01"), "2026-05-11")  # 10 days
        self._invoice(one, 80, "2026-05-02")  # open
        partly = self._invoice(one, 90, "2026-05-02")
        self._pay(partly, "2026-05-31", 10)
        credited = self._invoice(other, 20, "2026-05-12")
        note = self._invoice(other, 20, "2026-05-31", "out_refund")
        (credited | note).line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        self._invoice(other, 1000, "2026-06-01")
        self.assertEqual(
            self._values(
                "invoiced_amount", "invoice_count", "returns", "returned_amount", "customers_invoiced", "days_to_pay"
            ),
            [50 + 80 + 90 + 20 - 20, 4, 1, 20, 2, 25],
        )

    def _invoice(self, file, amount, date, move_type="out_invoice"):
        line = {"name": "x", "price_unit": amount, "tax_ids": False}
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "company_id": self.company.id,
                "partner_id": file.partner_id.id,
                "invoice_date": date,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        move.action_post()
        return move

    def _pay(self, move, date, amount=None):
        values = {"payment_date": date, **({"amount": amount} if amount else {})}
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create(values)._create_payments()

    @proves("S4.cs5-2.3")
    def test_contacts_of_a_day_by_their_kind(self):
        """5 May: 14 contacts in 3 situations, of the department whose people had them."""
        self._zone("Asia/Shanghai")
        (file,) = self._customers(1)
        service = self.env["hr.department"].create({"name": "Service", "company_id": self.company.id})
        agent = self._new_user("user", login="agent")
        self.env["hr.employee"].create(
            {"name": "A", "user_id": agent.id, "company_id": self.company.id, "department_id": service.id}
        )
        for type_, count in (("call", 7), ("visit", 5), ("letter", 2)):
            for _number in range(count):
                self._contact(file, type_, "2026-05-05 15:59:59", agent, duration=30)
        self._contact(file, "call", "2026-05-05 16:00:00", agent)
        self._contact(file, "call", "2026-05-05 03:00:00", self.clerk)
        contacts, hours = self._indicator("contacts"), self._indicator("contact_hours")
        kind = self._report_kind(contacts, hours, period="day", group_one="contact_type", code="daily")
        report = self._report(kind, "2026-05-05", "2026-05-05", department_id=service.id)
        self.assertEqual(
            self.figures(report, contacts),
            {("", ""): 14, ("Telephone Call", ""): 7, ("Visit", ""): 5, ("Letter", ""): 2},
        )
        self.assertEqual(self.total(report, hours), 7)
        whole = self._report(kind, "2026-05-05", "2026-05-05")
        self.assertEqual(self.total(whole, contacts), 15)

    def test_contacts_of_a_type(self):
        (file,) = self._customers(1)
        for type_ in ("call", "call", "visit"):
            self._contact(file, type_)
        self.assertEqual(
            self._values("contacts:call", "contacts:visit", "contacts", "customers_contacted"), [2, 1, 3, 1]
        )

    @proves("S4.upd-4.5")
    def test_data_checks_of_a_quarter(self):
        """130 files checked, 11 changed, 3 due and not confirmed."""
        self._rule("customer.file.check.rule", interval_months=12)
        with freeze_time("2025-05-01"):
            checked = self._customers(130, opening_date="2025-05-01")
        with freeze_time("2025-06-30"):
            self._customers(3, opening_date="2025-06-30")
            self._customers(2, opening_date="2025-07-01")
        with freeze_time("2026-05-20"):
            checked.action_confirm_check()
            checked[:5].action_confirm_check()  # twice is one file
            checked[:11].write({"legal_representative": "Li"})
            checked[:11].write({"registered_capital": 7})
        found = self._values(
            "files_checked",
            "files_changed",
            "checks_unconfirmed",
            first="2026-04-01",
            last="2026-06-30",
            period="quarter",
        )
        self.assertEqual(found, [130, 11, 3])

    def test_what_was_due_stays_so_for_the_past(self):
        self._rule("customer.file.check.rule", interval_months=12)
        with freeze_time("2025-05-01"):
            (file,) = self._customers(1, opening_date="2025-05-01")
        with freeze_time("2026-06-10"):
            file.action_confirm_check()
        self.assertEqual(self._values("checks_unconfirmed"), [1])
        self.assertEqual(self._values("checks_unconfirmed", first="2026-06-01", last="2026-06-30"), [0])


class TestStanding(StatisticCase):
    """How customers stood at the end of a period that is over."""

    def _values(self, *codes, first="2026-05-01", last="2026-05-31"):
        return TestFigures._values(self, *codes, first=first, last=last)

    @proves("S3-09")
    def test_increase_and_decrease(self):
        """+12 and -4, and who is potential; the change of the month is what the numbers at its ends differ by."""
        with freeze_time("2026-03-01 10:00:00"):
            old = self._customers(20, life_status="cooperating")
            self._customers(6)
            back = self._customers(2, life_status="lost", lost_reason="x")
        with freeze_time("2026-05-01 00:00:00"):
            old[:3].write({"life_status": "lost", "lost_reason": "x"})
            old[3].life_status = "near_lost"
            back.life_status = "cooperating"
        with freeze_time("2026-05-31 23:59:59"):
            self._customers(10, life_status="cooperating", opening_date="2026-05-31")
            old[4].active = False
            old[5].write({"life_status": "lost", "lost_reason": "x"})
            old[5].life_status = "cooperating"  # and back
        with freeze_time("2026-06-01 00:00:00"):
            old[6:9].write({"life_status": "lost", "lost_reason": "x"})
            self._customers(1, life_status="cooperating", opening_date="2026-06-01")
        codes = ["customers_gained", "customers_lost", "customers:potential", "customers", "customers_opened"]
        codes += ["customers:cooperating", "customers:near_lost", "customers:lost"]
        self.assertEqual(self._values(*codes), [12, 4, 6, 37, 10, 27, 1, 3])
        april = self._values(*codes, first="2026-04-01", last="2026-04-30")
        self.assertEqual(april, [0, 0, 6, 28, 0, 20, 0, 2])
        june = self._values(*codes, first="2026-06-01", last="2026-06-30")
        self.assertEqual(june[:2], [1, 3])

    def test_by_status_of_then(self):
        with freeze_time("2026-03-01"):
            files = self._customers(3)
        with freeze_time("2026-06-02"):
            files[0].life_status = "cooperating"
        customers = self._indicator("customers")
        kind = self._report_kind(customers, group_one="status")
        self.assertEqual(self.figures(self._report(kind), customers), {("", ""): 3, ("Potential", ""): 3})
        june = self._report(kind, "2026-06-01", "2026-06-30")
        self.assertEqual(self.figures(june, customers), {("", ""): 3, ("Potential", ""): 2, ("Cooperating", ""): 1})

    JUNE = ("2026-06-01", "2026-06-30")

    def _merged(self, kept, lost, moment="2026-06-02"):
        """Merge files; the register has the moment of its transaction, which no clock of Python moves."""
        with freeze_time(moment):
            lost._merge_into(kept)
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE customer_file_merge DISABLE TRIGGER USER")
        self.env.cr.execute(
            "UPDATE customer_file_merge SET create_date = %s WHERE lost_file_id = %s", [moment, lost.id]
        )
        self.env.cr.execute("ALTER TABLE customer_file_merge ENABLE TRIGGER USER")

    def _change(self, first, last):
        return self._values("customers", "customers_gained", "customers_lost", first=first, last=last)

    def test_merged_files_are_one_customer_from_then_on(self):
        """Neither of them is a lost customer, nor a new one."""
        with freeze_time("2026-03-01"):
            kept, lost = self._customers(2, life_status="cooperating")
        self._merged(kept, lost)
        self.assertEqual(self._change("2026-05-01", "2026-05-31"), [2, 0, 0])
        self.assertEqual(self._change(*self.JUNE), [1, 0, 0])
        self.assertEqual(self._change("2026-07-01", "2026-07-31"), [1, 0, 0])

    def test_whose_file_is_merged_into_one_with_whom_no_business_was_done_is_not_gained(self):
        with freeze_time("2026-03-01"):
            (lost,) = self._customers(1, life_status="cooperating")
            (kept,) = self._customers(1)
        with freeze_time("2026-06-03"):
            kept.life_status = "cooperating"
        self._merged(kept, lost)
        self.assertEqual(self._change(*self.JUNE), [1, 0, 0])

    def test_a_merged_prospect_makes_no_old_customer_of_a_new_one(self):
        with freeze_time("2026-03-01"):
            kept, lost = self._customers(2)
        with freeze_time("2026-06-03"):
            kept.life_status = "cooperating"
        self._merged(kept, lost)
        self.assertEqual(self._change(*self.JUNE), [1, 1, 0])

    def test_who_was_lost_before_the_files_were_merged_was_lost_then(self):
        with freeze_time("2026-03-01"):
            kept, lost = self._customers(2, life_status="cooperating")
        with freeze_time("2026-06-10"):
            lost.write({"life_status": "lost", "lost_reason": "x"})
        self._merged(kept, lost, "2026-07-02")
        self.assertEqual(self._change(*self.JUNE), [2, 0, 1])

    def test_a_change_of_other_data_leaves_no_trace(self):
        (file,) = self._customers(1)
        file.write({"need": "x", "life_status": "potential"})
        self.assertFalse(file.statistic_standing_ids)
        file.life_status = "cooperating"
        self.assertEqual(file.statistic_standing_ids.life_status, "potential")
