from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import ALL_LEADS, DealingCase


@tagged("post_install", "-at_install")
class TestAnalysis(DealingCase):
    @proves("S1.9-4.1c")
    def test_an_invoice_moves_the_last_transaction_date(self):
        self.assertFalse(self.file.last_transaction_date)
        for make, day in (
            (lambda: self._order(10, "2025-03-01"), "2025-03-01"),
            (lambda: self._invoice(10, "2025-03-02"), "2025-03-02"),
            (lambda: self._invoice(10, "2025-02-01"), "2025-03-02"),
            (lambda: self._invoice(10, "2025-04-01", post=False), "2025-03-02"),
            (lambda: self._order(10, "2025-05-01", confirm=False), "2025-03-02"),
            (lambda: self._order(10, "2025-05-31 16:00:00", partner_id=self.contact.id), "2025-06-01"),
        ):
            make()
            self.env.invalidate_all()
            self.assertEqual(self.file.last_transaction_date, self.day(day))

    def test_last_transaction_dates_of_a_list_take_two_queries_in_all(self):
        files = self.file | self._file("Second Mill") | self._file("Third Mill")
        self._order(10, partner_id=files[1].partner_id.id)
        self.env.flush_all()
        self.env.invalidate_all()
        files.mapped("partner_id.name")
        files.mapped("company_id.partner_id.tz")
        with self.assertQueryCount(2):
            self.assertEqual(files.mapped("last_transaction_date"), [False, self.day("2025-06-15"), False])

    @proves("S1.7-3.4")
    def test_way_amount_payment_method_and_contract_number_of_dealings_with_us(self):
        term = self.env["account.payment.term"].create({"name": "60 days"})
        team = self.env["crm.team"].create({"name": "Direct Sale", "company_id": self.company.id})
        order = self._order(300000, client_order_ref="HT-2025-018", payment_term_id=term.id, team_id=team.id)
        self.file.write({"life_status": "lost", "lost_reason": "Price"})
        action = self.file.action_view_sale_orders()
        view = self.env["sale.order"].get_view(action["view_id"][0], "list")
        shown = [
            node.get("name")
            for node in etree.fromstring(view["arch"]).iter("field")
            if node.get("column_invisible") not in ("1", "True")
        ]
        found = self.env["sale.order"].search(action["domain"])
        self.assertEqual(found, order)
        values = found.read([name for name in shown if name in found._fields])[0]
        self.assertEqual(values["client_order_ref"], "HT-2025-018")
        self.assertEqual(values["amount_total"], 300000)
        self.assertEqual(values["payment_term_id"][1], "60 days")
        self.assertEqual(values["team_id"][1], "Direct Sale")
        self.assertEqual(self.file.lost_reason, "Price")

    @proves("S3-10")
    def test_the_three_categories_a_customer_buys_most_of(self):
        names = ("Paper", "Ink", "Presses", "Service")
        categories = self.env["product.category"].create([{"name": name} for name in names])
        for category, amounts in zip(categories, ((400, 200), (500,), (900,), (100,)), strict=True):
            product = self._product(category.name, categ_id=category.id)
            for amount in amounts:
                self._order(amount, product=product)
        self._order(99999, product=self._product("Draft", categ_id=categories[3].id), confirm=False)
        other = self._file("Another Mill")
        self._order(99999, partner_id=other.partner_id.id)
        self.env.flush_all()  # core's report does not say which fields it reads
        file = self.as_user(self.seller, self.file)
        self.assertEqual(file.top_categories, "Presses, Paper, Ink")
        action = file.action_view_categories()
        groups = self.as_user(self.seller, self.env[action["res_model"]]).formatted_read_group(
            action["domain"], ["categ_id"], ["price_subtotal:sum"], order="price_subtotal:sum DESC"
        )
        self.assertEqual([group["price_subtotal:sum"] for group in groups], [900, 600, 500, 100])

    @proves("S3-09")
    def test_four_aspects_area_class_increase_and_credit(self):
        """12 customers of one area and class are gained, 4 others end; their open invoices stand by class."""
        china = self.env.ref("base.cn")
        states = self.env["res.country.state"].search([("country_id", "=", china.id)], limit=2)
        dealer = self._kind("dealer")
        for number in range(16):
            gained = number < 12
            file = self._file(f"Mill {number}", kind_id=(dealer if gained else self.kind).id)
            file.partner_id.state_id = states[0] if gained else states[1]
            self._order(100, "2025-03-03" if gained else "2024-03-03", partner_id=file.partner_id.id)
            if number % 4 == 0:
                self._invoice(50, "2025-03-04" if gained else "2024-03-04", partner_id=file.partner_id.id)
        self.env.flush_all()
        self.env.invalidate_all()
        Dealings = self.as_user(self.head_of_sales, self.env["customer.file.dealing"])

        def table(groupby, *aggregates):
            return Dealings._read_group([("file_id.name", "like", "Mill ")], [groupby], aggregates)

        with freeze_time("2025-12-31"):
            self.assertCountEqual(table("state_id", "__count"), [(states[0], 12), (states[1], 4)])
            self.assertCountEqual(table("kind_id", "order_amount:sum"), [(dealer, 1200), (self.kind, 400)])
            self.assertCountEqual(table("year", "gained_count:sum", "ended_count:sum"), [(2025, 12, 0), (2024, 4, 4)])
            self.assertCountEqual(table("kind_id", "open_amount:sum"), [(dealer, 150), (self.kind, 50)])

    @proves("S4.value-3", "S4.gen8-2")
    def test_transactions_and_service_stand_on_one_file(self):
        for day in range(1, 6):
            self._order(10, f"2025-06-0{day}")
        self._interactions("service", 2)
        self._interactions("call", 6)
        rule = self._rule("customer.file.check.rule", interval_months=6)
        due = self._file("Old Mill", opening_date=fields.Date.today() - timedelta(days=200))
        file = self.as_user(self.head_of_sales, self.file)
        self.assertEqual((file.sale_order_count, file.interaction_count), (5, 8))
        self.assertEqual(len(file.interaction_ids.filtered(lambda contact: contact.type == "service")), 2)
        self.assertTrue(rule)
        overdue = self.as_user(self.head_of_sales, self.Files).search([("check_overdue", "=", True)])
        self.assertEqual(overdue, due)

    @proves("S4.train-1")
    def test_a_training_company_sees_trainings_preferences_and_feedback(self):
        for day in (1, 2, 3):
            self._order(10, f"2025-06-0{day}", product=self._product(f"Training {day}"))
        self.file.preferences = "Evening courses\nSmall groups"
        self._interactions("feedback", 1)
        file = self.as_user(self.head_of_sales, self.file)
        self.assertEqual((file.sale_order_count, len(file.preferences.splitlines())), (3, 2))
        self.assertEqual(file.interaction_ids.mapped("type"), ["feedback"])

    @proves("S4.edu-1a")
    def test_a_student_has_needs_courses_and_payments_on_one_file(self):
        student = self._file("Student Li", need="Spoken English\nExam in June")
        student.partner_id.write({"is_company": False, "phone": "13800138000"})
        values = {"partner_id": student.partner_id.id}
        for day in (1, 2, 3):
            self._order(100, f"2025-06-0{day}", product=self._product(f"Course {day}"), **values)
        invoice = self._invoice(300, **values)
        for amount in (10, 20, 30, 40):
            self._pay(invoice, amount)
        self._invoice(999)
        head = self._new_user(f"{ALL_LEADS},account.group_account_invoice", login="dean")
        self.env.flush_all()
        self.env.invalidate_all()
        file = self.as_user(head, student)
        self.assertEqual((len(file.need.splitlines()), file.sale_order_count, file.payment_count), (2, 3, 4))
        payments = self.as_user(head, self.env["account.payment"]).search(file.action_view_payments()["domain"])
        self.assertEqual(sum(payments.mapped("amount")), 100)
        self.assertRecordValues(file.dealing_ids, [{"paid_amount": 100, "open_amount": 200}])
        double = self._file("Li, student", partner_id=self._partner("Li (student)", phone="138 0013 8000").id)
        self.assertTrue(double.has_duplicate)

    def _interactions(self, type_, count):
        vals = {"file_id": self.file.id, "type": type_, "subject": type_}
        return self.env["customer.file.interaction"].create([vals] * count)

    def test_windows_of_the_file(self):
        for name in (
            "action_view_dealings",
            "action_view_categories",
            "action_view_sale_orders",
            "action_view_payments",
        ):
            action = getattr(self.file, name)()
            self.assertEqual(action["type"], "ir.actions.act_window", name)
            # a window whose condition is not valid opens for nobody
            self.env[action["res_model"]].search(action["domain"])
