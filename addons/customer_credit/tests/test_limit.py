from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.accounts import set_up_accounts
from odoo.addons.customer_policy.tests.common import proves

from .common import CreditCase


@freeze_time("2025-06-20 04:00:00")
class TestLimit(CreditCase):
    def setUp(self):
        super().setUp()
        self.rule = self._credit_rule()
        self.standing = self._evaluated()

    def assertBlocked(self, document, text, step="action_confirm"):
        with self.assertRaisesRegex(UserError, text):
            getattr(document, step)()

    @proves("S4.credit-4a")
    def test_limit(self):
        self._invoice(25000)
        message = (
            r"credit limit .*30,000.00.*open .*25,000.00.*this document .*6,000.00.*1,000.00 too much.*Ask .*clerk"
        )
        self.assertBlocked(self._order_of(6000), message)
        self.assertBlocked(self._order_of(5000.01), "0.01 too much")
        self._order_of(5000, confirm=True)
        self.assertBlocked(self._order_of(0.01), "0.01 too much")

    @proves("S4.credit-4a")
    def test_cap_per_transaction(self):
        self.standing.sudo().transaction_limit = 5000
        self.assertBlocked(self._order_of(5500), "at most .*5,000.00 per transaction.*500.00 too much")
        self._order_of(5000, confirm=True)

    @proves("S4.credit-4b")
    def test_cap_per_month(self):
        self.standing.sudo().write({"limit": 100000, "period_limit": 40000})
        with freeze_time("2025-05-31 15:59:00"):  # 23:59 on the 31st in the company
            self._order_of(7000, confirm=True)
        with freeze_time("2025-05-31 16:01:00"):
            self._order_of(30000, confirm=True)
        self._invoice(8000, day="2025-06-02")
        self.assertBlocked(self._order_of(3000), "at most .*40,000.00 per month, used .*38,000.00.*1,000.00 too much")
        self._order_of(2000, confirm=True)
        july = self._order_of(3000)
        with freeze_time("2025-06-30 15:00:00"):
            self.assertBlocked(july, "per month")
        with freeze_time("2025-06-30 17:00:00"):
            july.action_confirm()

    @proves("S4.credit-4b")
    def test_cap_per_quarter(self):
        self.standing.sudo().write({"limit": 100000, "period_limit": 40000, "period": "quarter"})
        with freeze_time("2025-04-01 04:00:00"):
            self._order_of(38000, confirm=True)
        self.assertBlocked(self._order_of(3000), "per quarter")
        self._order_of(2000, confirm=True)
        with freeze_time("2025-07-01 04:00:00"):
            self._order_of(3000, confirm=True)

    @proves("S4.credit-4b")
    def test_a_mixed_invoice_counts_once(self):
        """Half of an order line invoiced with a line by hand: 20,000 ordered and 1,000 more."""
        self.standing.sudo().write({"limit": 100000, "period_limit": 30000})
        order = self._order(
            order_line=[(0, 0, {"product_id": self.product.id, "product_uom_qty": 2, "price_unit": 10000})]
        )
        order.action_confirm()
        order.order_line.qty_delivered = 1
        invoice = order.sudo()._create_invoices()
        invoice.invoice_date = "2025-06-20"
        line = {"product_id": self.product.id, "price_unit": 1000, "tax_ids": []}
        invoice.invoice_line_ids = [(0, 0, line)]
        self.assertBlocked(self._order_of(10001), "per month, used .*20,000.00.*1.00 too much")
        invoice.action_post()
        self.assertBlocked(self._order_of(9001), "per month, used .*21,000.00.*1.00 too much")
        self.standing.sudo().period = "quarter"
        self.assertBlocked(self._order_of(9001), "per quarter, used .*21,000.00.*1.00 too much")
        refund = invoice._reverse_moves([{"invoice_date": "2025-06-20"}])
        refund.action_post()  # of what was ordered it stays, of what was not nothing
        self.assertBlocked(self._order_of(10001), "per quarter, used .*20,000.00.*1.00 too much")

    @proves("S4.credit-4b")
    def test_invoiced_above_the_order_counts(self):
        self.standing.sudo().write({"limit": 100000, "period_limit": 30000})
        order = self._order_of(20000, confirm=True)
        order.order_line.qty_delivered = 1
        invoice = order.sudo()._create_invoices()
        invoice.invoice_line_ids.price_unit = 25000
        invoice.action_post()
        self.assertBlocked(self._order_of(5001), "per month, used .*25,000.00.*1.00 too much")
        order._action_cancel()
        self.assertBlocked(self._order_of(5001), "per month, used .*25,000.00.*1.00 too much")

    def test_who_owes(self):
        """Contacts count to their company, and so does who gets the invoice; debts to another company do not."""
        self._invoice(25000, partner=self.contact)
        self.assertBlocked(self._order_of(6000, partner=self.contact), "1,000.00 too much")
        self.assertBlocked(self._order_of(6000, partner=self.other, partner_invoice_id=self.contact.id), "too much")
        self._order_of(6000, partner_invoice_id=self.other.id, confirm=True)

    def test_other_company(self):
        set_up_accounts(self.other_company, bank=True)
        self._invoice(25000, company=self.other_company)
        self.assertEqual(self._order_of(30000, confirm=True).state, "sale")
        self.assertBlocked(self._order_of(1), "too much")  # the limit of this company holds

    def test_ordered_and_invoiced_counts_once(self):
        order = self._order_of(20000, confirm=True)
        order.order_line.qty_delivered = 1
        invoice = order.sudo()._create_invoices()
        self.assertBlocked(self._order_of(10001), "open .*20,000.00")  # a draft hides nothing
        invoice.invoice_date = "2025-06-20"
        invoice.action_post()
        self.assertBlocked(self._order_of(10001), "open .*20,000.00")
        self._pay(invoice, day="2025-06-20", amount=5000)
        self.assertBlocked(self._order_of(15001), "open .*15,000.00")
        self._order_of(15000, confirm=True)

    def test_other_currencies_at_booked_amounts(self):
        euro = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "company_id": self.company.id, "name": "2025-01-01", "company_rate": 0.5}
        )
        prices = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": euro.id})
        order = self._order_of(15001, pricelist_id=prices.id)
        self.assertBlocked(order, "this document .*30,002.00")
        order.order_line.price_unit = 15000
        order.action_confirm()
        self.assertBlocked(self._order_of(1), "open .*30,000.00")

    def test_a_larger_order_is_checked_again(self):
        order = self._order_of(30000, confirm=True)
        with self.assertRaisesRegex(UserError, "1.00 too much"):
            order.order_line.price_unit = 30001
        with self.assertRaisesRegex(UserError, "5.00 too much"):
            order.write({"order_line": [(0, 0, {"product_id": self.product.id, "price_unit": 5})]})
        order.order_line.price_unit = 29000
        self.assertBlocked(self._order_of(1001), "1.00 too much")

    def test_invoice_without_an_order(self):
        self.assertEqual(self._invoice(30000).state, "posted")
        with self.assertRaisesRegex(UserError, "credit limit"):
            self._invoice(1)

    def test_customers_never_evaluated(self):
        order = self._order_of(20001, partner=self.other)
        self.rule.write({"credit_without_standing": "level", "credit_level_id": self.levels["low"].id})
        self.assertBlocked(order, "credit limit .*20,000.00")
        self.rule.write({"credit_without_standing": "pass", "credit_level_id": False})
        order.action_confirm()

    def test_observed_and_shown(self):
        self.rule.mode = "observe"
        order = self._order_of(30001)
        self.assertIn("1.00 too much", order.business_notice)
        self.assertIn("Credit level Medium: limit", order.business_notice)
        order.action_confirm()
        seen = self.env["customer.policy.observation"].search([("rule_code", "=", "credit")])
        self.assertEqual(seen.mapped("res_id"), [order.id])

    def test_figures_are_as_secret_as_the_file(self):
        level = self.env["customer.secrecy.level"].create(
            {"name": "Secret", "rank": 1, "company_id": self.company.id, "mode": "enforce"}
        )
        self.file._classify(level, "Test")
        self.env.flush_all()
        order = self._order_of(30001)
        with self.assertRaisesRegex(UserError, "over the credit limit") as caught:
            order.action_confirm()
        self.assertNotIn("30,0", str(caught.exception))
        self.assertNotIn("Medium", order.business_notice)

    def test_all_checks_together_take_few_queries(self):
        """Customer, what is known of it, standing, lock, payment terms, and the order written before it is counted."""
        orders = [self._order_of(10) for _each in range(4)]

        def queries(order):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.rule.mode = "off"
        queries(orders[0])
        without = queries(orders[1])
        self.rule.mode = "enforce"
        self.rule.copy({"code": "term", "check": "credit_term"})
        self.rule.copy({"code": "listed", "check": "blacklist"})
        queries(orders[2])  # rules are kept in memory from here on
        self.assertLessEqual(queries(orders[3]) - without, 6)

    def test_queries_of_a_check(self):
        order = self._order_of(10)
        others = [self._order_of(10) for _each in range(5)]
        order._check_business("confirm")
        with self.assertQueryCount(3):
            order._check_business("confirm")
        batch = order.union(*others)
        with self.assertQueryCount(3):
            batch._check_business("confirm")
