from collections import defaultdict

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.customer_policy.tests.accounts import set_up_accounts
from odoo.addons.customer_policy.tests.common import proves

from .common import DealingCase


@tagged("post_install", "-at_install")
class TestDealing(DealingCase):
    @proves("S1.7-3.3a", "S2.1-04.4")
    def test_confirmed_orders_show_in_the_history_of_the_file(self):
        self._order(1000, "2025-05-05")
        self._order(500, "2025-11-20")
        self._order(70, "2024-03-01")
        self._order(9999, confirm=False)
        self._order(8888)._action_cancel()
        self.assertDealings(
            [
                {"year": 2025, "order_count": 2, "order_amount": 1500, "last_date": self.day("2025-11-20")},
                {"year": 2024, "order_count": 1, "order_amount": 70, "last_date": self.day("2024-03-01")},
            ]
        )

    def test_orders_of_a_contact_count_for_the_customer(self):
        self._order(1000, partner_id=self.contact.id)
        self._invoice(400, partner_id=self.contact.id)
        self._order(50)
        other = self._file("Another Mill")
        self._order(7, partner_id=other.partner_id.id)
        self.assertDealings([{"order_count": 2, "order_amount": 1050, "invoiced_amount": 400}])
        self.assertDealings([{"order_count": 1, "order_amount": 7, "invoiced_amount": 0}], file=other)

    def test_a_year_ends_at_midnight_of_the_company(self):
        """16:00 UTC on 31 December is midnight in Shanghai."""
        self._order(100, "2025-12-31 15:59:59")
        self._order(20, "2025-12-31 16:00:00")
        self.assertDealings(
            [
                {"year": 2026, "order_amount": 20, "last_date": self.day("2026-01-01")},
                {"year": 2025, "order_amount": 100, "last_date": self.day("2025-12-31")},
            ]
        )

    @proves("S1.9-4.1b")
    def test_past_transactions_come_from_posted_invoices(self):
        """The three groups of the file: contact, credit description, past transactions."""
        self._rule(
            "customer.file.requirement",
            fields=("phone", "contact_ids", "website", "credit_description"),
            mode="enforce",
        )
        self.assertEqual(self.file.completeness_label, "1/4")
        self.file.write({"phone": "021 5555 0101", "website": "green.example", "credit_description": "Pays in 30 days"})
        self.assertEqual(self.file.completeness, 100)
        self.assertFalse(self.dealings())
        self._invoice(1000)
        self._invoice(200, move_type="out_refund")
        self._invoice(9999, post=False)
        self._invoice(8888).button_cancel()
        self._invoice(7777, move_type="in_invoice", journal_id=self._purchase_journal().id)
        self.assertDealings(
            [
                {
                    "invoice_count": 1,
                    "invoiced_amount": 800,
                    "credit_note_count": 1,
                    "credited_amount": 200,
                    "order_count": 0,
                }
            ]
        )

    def _purchase_journal(self):
        accounts = self.env["account.account"].create(
            [
                {"code": "640100", "name": "Expense", "account_type": "expense", "company_ids": self.company.ids},
                {
                    "code": "220200",
                    "name": "Payable",
                    "account_type": "liability_payable",
                    "reconcile": True,
                    "company_ids": self.company.ids,
                },
            ]
        )
        self.file.partner_id.property_account_payable_id = accounts[1]
        vals = {"name": "Bills", "code": "BILL", "type": "purchase", "default_account_id": accounts[0].id}
        return self.env["account.journal"].create({**vals, "company_id": self.company.id})

    def test_invoices_lie_in_the_year_of_their_accounting_date(self):
        move = self._invoice(1000, "2024-12-31", post=False)
        move.date = "2025-01-01"
        move.action_post()
        self.assertEqual((str(move.invoice_date), str(move.date)), ("2024-12-31", "2025-01-01"))
        self.assertDealings([{"year": 2025, "invoiced_amount": 1000}])

    def test_amounts_are_in_the_currency_of_the_company(self):
        self._rate(0.125)
        self._order(100, pricelist_id=self.foreign_prices.id)
        self._invoice(30, currency_id=self.foreign.id)
        self._invoice(10, move_type="out_refund", currency_id=self.foreign.id)
        self.assertDealings(
            [
                {
                    "currency_id": self.yuan.id,
                    "order_amount": 800,
                    "invoiced_amount": 160,
                    "credited_amount": 80,
                    "open_amount": 160,
                }
            ]
        )

    def test_each_order_is_rounded_in_the_currency_of_the_company(self):
        self._rate(3)
        self._order(100, pricelist_id=self.foreign_prices.id)
        self._order(100, pricelist_id=self.foreign_prices.id)
        self.assertDealings([{"order_amount": 66.66}])

    def test_another_company_counts_for_itself_only(self):
        set_up_accounts(self.other_company, bank=True)
        env = self.env(context={**self.env.context, "allowed_company_ids": [self.company.id, self.other_company.id]})
        theirs = env["customer.file"].create(
            {"partner_id": self.file.partner_id.id, "company_id": self.other_company.id, "responsible_id": False}
        )
        self._order(1000)
        self._order(5, company_id=self.other_company.id, user_id=False)
        self._invoice(300)
        self._invoice(2, company_id=self.other_company.id, invoice_user_id=False)
        self.assertDealings([{"order_amount": 1000, "invoiced_amount": 300}])
        self.assertDealings(
            [{"order_amount": 5, "invoiced_amount": 2, "company_id": self.other_company.id}], file=theirs
        )

    def test_what_is_settled_and_what_is_open(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 300)
        self._pay(invoice, 100)
        self.assertDealings([{"invoiced_amount": 1000, "paid_amount": 400, "open_amount": 600}])

    def test_the_last_payment_terms_of_the_year(self):
        terms = self.env["account.payment.term"].create([{"name": "30 days"}, {"name": "60 days"}, {"name": "Cash"}])
        self._order(1, "2025-03-01", payment_term_id=terms[0].id)
        self._order(1, "2025-09-01", payment_term_id=terms[1].id)
        self._order(1, "2025-10-01", payment_term_id=False)
        self._order(1, "2024-12-01", payment_term_id=terms[2].id)
        self.assertDealings([{"payment_term_id": terms[1].id}, {"payment_term_id": terms[2].id}])

    def test_a_merged_file_does_not_count_twice(self):
        lost = self._file("Green Valley")
        self._order(1000)
        self._order(200, partner_id=lost.partner_id.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((lost | self.file).partner_id.ids, self.file.partner_id)
        self.env.invalidate_all()
        self.assertEqual(lost.merged_into_id, self.file)
        rows = self.env["customer.file.dealing"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(rows, [{"file_id": self.file.id, "order_count": 2, "order_amount": 1200}])

    def test_an_archived_file_keeps_its_history(self):
        self._order(1000)
        self.file.action_archive()
        self.assertDealings([{"order_amount": 1000}])

    def test_customers_gained_and_ended(self):
        """Dealings in 2020, 2021 and 2023: gained twice, ended after 2021 and after 2023."""
        for year in (2020, 2021, 2023):
            self._order(10, f"{year}-02-02")
        this_year = fields.Date.today().year
        self._order(10, f"{this_year}-01-02")
        rows = {row.year: (row.gained_count, row.ended_count) for row in self.dealings()}
        self.assertEqual(rows, {2020: (1, 0), 2021: (0, 1), 2023: (1, 1), this_year: (1, 0)})

    def test_figures_agree_with_a_recount(self):
        self._rate(0.25)
        files = self.file | self._file("Second Mill") | self._file("Third Mill")
        for index in range(24):
            file = files[index % 3]
            year = 2022 + index % 4
            partner = file.partner_id if index % 2 else file.partner_id.child_ids[:1] or file.partner_id
            abroad = index % 5 == 0
            day = f"{year}-0{1 + index % 9}-11"
            prices = self.foreign_prices.id if abroad else False
            self._order(100 + index, day, confirm=index % 7 != 0, partner_id=partner.id, pricelist_id=prices)
            move_type = "out_refund" if index % 4 == 0 else "out_invoice"
            currency = self.foreign if abroad else self.yuan
            values = {"partner_id": partner.id, "currency_id": currency.id, "move_type": move_type}
            self._invoice(10 + index, day, post=index % 6 != 0, **values)
        expected = defaultdict(lambda: [0, 0.0, 0, 0.0])
        for order in self.env["sale.order"].search([("company_id", "=", self.company.id), ("state", "=", "sale")]):
            total = expected[order.partner_id.commercial_partner_id, order.date_order.year]
            total[0] += 1
            total[1] += self.yuan.round(order.amount_total / order.currency_rate)
        moves = self.env["account.move"].search([("company_id", "=", self.company.id), ("state", "=", "posted")])
        for move in moves:
            total = expected[move.commercial_partner_id, move.date.year]
            total[2] += move.move_type == "out_invoice"
            total[3] += move.amount_total_signed
        self.env.invalidate_all()
        rows = self.env["customer.file.dealing"].search([("file_id", "in", files.ids)])
        self.assertGreater(len(rows), 8)
        self.assertEqual(len(rows), len(expected))
        for row in rows:
            counted = [row.order_count, row.order_amount, row.invoice_count, row.invoiced_amount]
            for ours, theirs in zip(counted, expected[row.file_id.partner_id, row.year], strict=True):
                self.assertAlmostEqual(ours, theirs, 2, f"{row.file_id.name} {row.year}")

    def test_conditions_on_the_file_go_down_to_the_documents(self):
        """Orders and invoices are each joined to those files only that are asked for, by file or by id of the row.

        Which index serves that is the planner's choice, and depends on how full the tables are.
        """
        self._order(1000)
        rows = self.dealings()
        for domain in ([("file_id", "in", (self.file.id, self.file.id + 1))], [("id", "in", rows.ids)]):
            with self.subTest(domain=domain):
                query = rows._search(domain)
                [[[plan]]] = self.env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", query.select(SQL("*"))))
                [union] = self._plan_nodes(plan["Plan"], "Node Type", "Append")
                scans = list(self._plan_nodes(union, "Relation Name", "customer_file"))
                self.assertEqual(len(scans), 2, plan)
                for scan in scans:
                    conditions = scan.get("Index Cond", "") + scan.get("Filter", "")
                    self.assertRegex(conditions, rf"\bid = (ANY \('{{)?{self.file.id}\b")

    def _plan_nodes(self, node, key, value):
        if node.get(key) == value:
            yield node
        for child in node.get("Plans", []):
            yield from self._plan_nodes(child, key, value)

    def test_rows_are_read_by_their_ids(self):
        self._order(1000)
        self._order(30, "2024-01-05")
        self.env.flush_all()
        rows = self.dealings()
        ids = rows.ids
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertEqual(rows.browse(ids).mapped("order_amount"), [1000, 30])
        self.assertEqual(rows.search([("id", "=", ids[1])]).year, 2024)
        self.assertEqual(rows.search([("id", "!=", ids[1]), ("file_id", "=", self.file.id)]).year, 2025)
        self.assertFalse(rows.search([("id", "in", [False])]))
