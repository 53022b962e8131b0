from odoo import Command

from odoo.addons.customer_policy.tests.common import proves

from .grade_common import GradeCase


class TestGradeFigures(GradeCase):
    """What customers are measured by, at the edges of the figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )

    def _invoice(self, file, due, amount=100, move_type="out_invoice"):
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "company_id": self.company.id,
                "partner_id": file.partner_id.id,
                "invoice_date": "2026-01-10",
                "invoice_date_due": due,
                "invoice_line_ids": [
                    Command.create({"product_id": self.product.id, "price_unit": amount, "tax_ids": False})
                ],
            }
        )
        move.action_post()
        return move

    def _pay(self, move, date, amount=None):
        values = {"payment_date": date, **({"amount": amount} if amount else {})}
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create(values)._create_payments()

    def _figures(self, *files, date="2026-06-30", figures, months=12):
        """Measure files by ``figures``, each a code or a code and its parameter; return a list of values for each."""
        scheme = self._scheme(
            {"code": "any"},
            code=f"measured{self.env['customer.grade.scheme'].search_count([])}",
            criteria=[
                {"figure": figure.partition(":")[0], "parameter": figure.partition(":")[2], "period_months": months}
                for figure in figures
            ],
        )
        keys = [criterion._measure_key() for criterion in scheme.criterion_ids]
        lines = self._run(scheme, date).line_ids.grouped("file_id")
        return [[lines[file].figures[key] for key in keys] for file in files]

    def test_late_payments(self):
        """Late is paid after the due date, by the last posted reconciliation, or still open past it."""
        files = self._customers(6)
        on_time, late, open_late, not_due, in_parts, long_ago = files
        self._pay(self._invoice(on_time, "2026-03-01"), "2026-03-01")
        self._pay(self._invoice(late, "2026-03-01"), "2026-03-04")
        self._invoice(open_late, "2026-06-29")
        self._invoice(not_due, "2026-06-30")
        parts = self._invoice(in_parts, "2026-03-01")
        self._pay(parts, "2026-02-20", 60)
        self._pay(parts, "2026-03-11", 40)
        self._pay(self._invoice(long_ago, "2025-06-30"), "2025-08-30")
        found = self._figures(*files, figures=["late_payments", "late_days_max", "late_days_average"])
        self.assertEqual(found, [[0, 0, 0], [1, 3, 3], [1, 1, 1], [0, 0, 0], [1, 10, 10], [0, 0, 0]])
        self.assertEqual(self._figures(not_due, date="2026-07-01", figures=["late_payments"]), [[1]])

    def test_amounts_and_returns(self):
        files = self._customers(2)
        self._invoice(files[0], "2026-03-01", 300)
        self._invoice(files[0], "2026-03-01", 100, "out_refund")
        self._ordered(files[0], 10, 20, date="2026-06-30 23:59:59")
        self._ordered(files[0], 40, date="2026-07-01 00:00:00")
        figures = ["invoiced_amount", "returns", "ordered_amount", "order_count", "days_since_order"]
        self.assertEqual(self._figures(*files, figures=figures), [[200, 1, 30, 2, 0], [0, 0, 0, 0, None]])

    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        (file,) = self._customers(1)
        self._ordered(file, 10, date="2026-06-30 15:59:59")
        self._ordered(file, 20, date="2026-06-30 16:00:00")  # the first of July there
        self.assertEqual(self._figures(file, figures=["ordered_amount", "days_since_order"]), [[10, 0]])

    def test_orders_in_another_currency_and_by_contacts(self):
        (file,) = self._customers(1)
        contact = self.env["res.partner"].create({"name": "Li", "parent_id": file.partner_id.id})
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CNY")])
        currency.active = True
        currency.rate_ids = [
            Command.clear(),
            Command.create({"name": "2026-01-01", "rate": 8, "company_id": self.company.id}),
        ]
        pricelist = self.env["product.pricelist"].create({"name": "CNY", "currency_id": currency.id})
        order = self._ordered(file, 800)
        order.write({"partner_id": contact.id})
        order.write({"state": "draft"})
        order.pricelist_id = pricelist
        order.order_line.price_unit = 800
        order.write({"state": "sale", "date_order": "2026-06-01 08:00:00"})
        expected = 800 / order.currency_rate
        self.assertNotEqual(order.currency_rate, 1)
        ((amount,),) = self._figures(file, figures=["ordered_amount"])
        self.assertAlmostEqual(amount, expected, 2)

    def test_by_product_category(self):
        category = self.env["product.category"].create({"name": "Beds"})
        below = self.env["product.category"].create({"name": "Cots", "parent_id": category.id})
        cot = self.env["product.product"].create({"name": "Cot", "type": "service", "categ_id": below.id})
        (file,) = self._customers(1)
        self._ordered(file, 10)
        self._ordered(file, 30, product=cot)
        scheme = self._scheme({"code": "any"}, criteria=[{"figure": "ordered_amount"}], categ_id=category.id)
        self.assertEqual(self._run(scheme).line_ids.figures["ordered_amount"], 30)

    def test_properties_completeness_and_breaches(self):
        self.kind.property_definition = [
            {"name": "beds", "type": "integer", "string": "Beds"},
            {"name": "level", "type": "char", "string": "Level"},
        ]
        (file,) = self._customers(1, kind_id=self.kind.id)
        file.properties = {"beds": 120, "level": "3B"}
        for kind, date in (
            ("pickup", "2026-06-01"),
            ("pickup", "2025-06-30"),
            ("contract", "2026-06-30"),
            ("other", "2026-07-01"),
        ):
            self.env["customer.file.breach"].create(
                {"file_id": file.id, "kind": kind, "date": date, "description": "Seen"}
            )
        figures = ["property:beds", "property:level", "property:none", "completeness", "breaches:pickup", "breaches"]
        self.assertEqual(self._figures(file, figures=figures), [[120, None, None, 100, 1, 2]])

    @proves("S1.11-5.2.2a", "S1.11-5.2.3a")
    def test_level_beds_or_business(self):
        """Thresholds 300 beds and 500,000 for VIP, 100 and 200,000 for preferred: one of them is enough."""
        self.kind.property_definition = [
            {"name": "beds", "type": "integer", "string": "Beds"},
            {"name": "level", "type": "selection", "string": "Level", "selection": [["3b", "3B"], ["2a", "2A"]]},
        ]

        def either(levels, beds, amount):
            return [
                {"kind": "any", "domain": f"[('properties.level', 'in', {levels})]"},
                {"kind": "any", "figure": "property", "parameter": "beds", "value": beds},
                {"kind": "any", "figure": "ordered_amount", "period_months": 12, "value": amount},
            ]

        scheme = self._scheme(
            {"code": "vip", "condition_ids": either(["3b"], 300, 500_000)},
            {"code": "preferred", "condition_ids": either(["3b", "2a"], 100, 200_000)},
            {"code": "qualified"},
        )
        files = self._customers(7, kind_id=self.kind.id)
        for file, (level, beds, amount) in zip(
            files,
            [
                ("2a", 200, 600_000),
                ("2a", 300, 0),
                (False, 299, 499_999),
                ("3b", 0, 0),
                (False, 120, 0),
                (False, 99, 199_999),
                (False, 0, 500_000),
            ],
            strict=True,
        ):
            file.properties = {"level": level, "beds": beds}
            if amount:
                self._ordered(file, amount)
        proposed = self._proposed(self._run(scheme))
        self.assertEqual(
            [proposed[file] for file in files],
            ["vip", "vip", "preferred", "vip", "preferred", "qualified", "vip"],
        )

    @proves("S1.11-5.2.2b")
    def test_one_late_payment_refuses_vip(self):
        limit = [{"figure": "late_payments", "period_months": 12, "operator": "<=", "value": 0}]
        scheme = self._scheme({"code": "vip", "condition_ids": limit}, {"code": "qualified"})
        files = self._customers(2)
        for file, day in zip(files, ("2026-03-01", "2026-03-04"), strict=True):
            self._pay(self._invoice(file, "2026-03-01"), day)
        run = self._run(scheme)
        self.assertEqual([self._proposed(run)[file] for file in files], ["vip", "qualified"])
        line = run.line_ids.filtered(lambda line: line.file_id == files[1])
        self.assertEqual((line.why, line.score_grade_id.code), ("limit", "vip"))
        self.assertIn("Late Payments in 12 months: at most 0", line.explanation)

    @proves("S1.11-5.2.3d")
    def test_a_late_pick_up_refuses_preferred(self):
        limit = [{"figure": "breaches", "parameter": "pickup", "period_months": 6, "operator": "<=", "value": 0}]
        scheme = self._scheme({"code": "preferred", "condition_ids": limit}, {"code": "qualified"})
        files = self._customers(3)
        for file, date in zip(files, ("2026-01-01", "2025-12-30", "2026-06-30"), strict=True):
            self.env["customer.file.breach"].create(
                {"file_id": file.id, "kind": "pickup", "date": date, "description": "A week late"}
            )
        proposed = self._proposed(self._run(scheme))
        self.assertEqual([proposed[file] for file in files], ["qualified", "preferred", "qualified"])
