from odoo.exceptions import UserError
from odoo.tests import freeze_time

from .common import CreditCase


@freeze_time("2025-06-20 04:00:00")
class TestNoWayRound(CreditCase):
    """The limit of 30,000 holds for a salesperson who knows Odoo well."""

    def setUp(self):
        super().setUp()
        self.rule = self._credit_rule()
        self._evaluated()
        self.euro = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        self.euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.euro.id,
                "company_id": self.company.id,
                "name": "2025-01-01",
                "company_rate": 0.5,
            }
        )
        self.prices = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": self.euro.id})

    def _released(self, order):
        self.rule.credit_over_limit = "release"
        release = order.env["customer.credit.release"].create(
            {"order_id": order.id, "amount": order.amount_total, "reason": "Paid soon"}
        )
        release.action_request()
        self.as_user(self.boss, release).action_release()
        return release

    def _draft_invoice(self, order=None, amount=None, **values):
        if order:
            order.order_line.qty_delivered = 1
            return order.sudo()._create_invoices()
        line = {
            "product_id": self.product.id,
            "quantity": 1,
            "price_unit": amount,
            "tax_ids": [],
        }
        return (
            self.env["account.move"]
            .with_company(self.company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "invoice_date": "2025-06-20",
                    "invoice_line_ids": [(0, 0, line)],
                    **values,
                }
            )
        )

    def test_amounts_are_not_typed(self):
        order = self._order_of(30001)
        for vals in (
            {"amount_total": 1},
            {"currency_rate": 1000},
            {"amount_total": 1, "state": "sale"},
        ):
            with self.assertRaisesRegex(UserError, "1.00 too much"):
                order.write(vals)
                order.action_confirm()
        line = {
            "product_id": self.product.id,
            "product_uom_qty": 1,
            "price_unit": 30001,
        }
        with self.assertRaisesRegex(UserError, "1.00 too much"):
            self._order(order_line=[(0, 0, line)], amount_total=1, currency_rate=1000).action_confirm()

    def test_a_confirmed_order_in_another_currency(self):
        order = self._order_of(20000, confirm=True)
        with self.assertRaisesRegex(UserError, "10,000.00 too much"):
            order.currency_id = self.euro

    def test_a_line_moved_into_a_confirmed_order(self):
        order, draft = self._order_of(20000, confirm=True), self._order_of(20000)
        with self.assertRaisesRegex(UserError, "10,000.00 too much"):
            draft.order_line.order_id = order

    def test_a_release_holds_for_its_currency(self):
        order = self._order_of(31000)
        self._released(order)
        order.pricelist_id = self.prices
        order.order_line.price_unit = 31000
        with self.assertRaisesRegex(UserError, "32,000.00 too much"):
            order.action_confirm()

    def test_a_release_holds_for_its_customer(self):
        order = self._order_of(31000)
        self._released(order)
        self._evaluated(partner=self.other)
        order.partner_invoice_id = self.other
        with self.assertRaisesRegex(UserError, "Blue Hill.*1,000.00 too much"):
            order.action_confirm()

    def test_invoices_posted_together(self):
        invoices = self._draft_invoice(amount=20000) | self._draft_invoice(amount=20000)
        with self.assertRaisesRegex(UserError, "10,000.00 too much"):
            invoices.action_post()

    def test_what_is_added_to_the_invoice_of_a_released_order(self):
        order = self._order_of(31000)
        self._released(order)
        order.action_confirm()
        invoice = self._draft_invoice(order)
        invoice.invoice_line_ids = [(0, 0, {"product_id": self.product.id, "price_unit": 500, "tax_ids": []})]
        with self.assertRaisesRegex(UserError, "1,500.00 too much"):
            invoice.action_post()
        invoice.invoice_line_ids[-1:].unlink()
        invoice.action_post()

    def test_an_invoice_of_more_than_was_ordered(self):
        invoice = self._draft_invoice(self._order_of(20000, confirm=True))
        line = invoice.invoice_line_ids.filtered("sale_line_ids")
        line.price_unit = 30001
        with self.assertRaisesRegex(UserError, "1.00 too much"):
            invoice.action_post()
        line.price_unit = 30000
        invoice.action_post()

    def test_the_order_of_another_is_invoiced_to_the_customer(self):
        order = self._order_of(30001, partner_invoice_id=self.other.id, confirm=True)
        invoice = self._draft_invoice(order)
        invoice.partner_id = self.partner
        with self.assertRaisesRegex(UserError, "Green Valley.*1.00 too much"):
            invoice.action_post()

    def test_a_rule_for_other_steps_decides_nothing(self):
        self.rule.write({"sequence": 1, "stops_confirm": False, "credit_over_limit": "release"})
        self._credit_rule(
            code="second",
            sequence=2,
            stops_deliver=False,
            credit_without_standing="level",
            credit_level_id=self.levels["low"].id,
        )
        with self.assertRaisesRegex(UserError, "1.00 too much"):
            self._order_of(20001, partner=self.other, confirm=True)

    def test_posted_without_the_button(self):
        invoice = self._draft_invoice(amount=30001)
        with self.assertRaisesRegex(UserError, "1.00 too much"):
            invoice.state = "posted"

    def test_the_date_of_an_order_frees_nothing(self):
        """What counts for the limit of a month is when an order was confirmed, and nobody writes that."""
        self._standing().sudo().write({"limit": 100000, "period_limit": 30000})
        order = self._order_of(20000, confirm=True)
        order.date_order = "2025-05-01"
        order.credit_date = "2025-05-01"
        with self.assertRaisesRegex(UserError, "per month, used .*20,000.00"):
            self._order_of(10001, confirm=True)
        line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": 10000}
        self._order(order_line=[(0, 0, line)], date_order="2025-05-01", credit_date="2025-05-01", state="sale")
        with self.assertRaisesRegex(UserError, "per month, used .*30,000.00"):
            self._order_of(1, confirm=True)
        with freeze_time("2025-06-30 16:00:00"):  # the first of July in the company
            order.action_cancel()
            order.action_draft()
            self._order_of(30000, confirm=True)
