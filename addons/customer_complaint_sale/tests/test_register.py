from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_policy.tests.accounts import set_up_accounts
from odoo.addons.customer_policy.tests.common import proves

from .common import SaleCase


class TestRegister(SaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods, cls.cutting = cls.order.order_line

    @proves("S1.2-07.1a")
    def test_an_order_fills_in_what_was_delivered(self):
        self.cutting.qty_delivered = 2
        case = self._registered(self.seller, self.order)
        self.assertEqual((case.partner_id, case.state, case.create_uid), (self.partner, "draft", self.seller))
        self.assertEqual((case.company_id, case.first_contact_id), (self.company, self.seller))
        line = case.line_ids
        self.assertEqual((line.product_id, line.quantity, line.price_unit), (self.service, 2, 9))
        self.assertEqual((line.order_reference, line.sale_order_id), (self.order.name, self.order))
        self.assertFalse(line.defective_quantity)
        self.assertEqual(self.as_user(self.seller, self.order).complaint_count, 1)
        shown = self.env["customer.complaint"].search(self.as_user(self.seller, self.order)._complaint_domain())
        self.assertEqual(shown, case)

    @proves("S1.2-07.1a")
    def test_without_the_day_it_was_shipped_it_is_not_passed_on(self):
        self._procedure(
            [self._step("intake", 0, type="intake", fields=["line_ids.shipped_date", "line_ids.order_reference"])]
        )
        self.cutting.qty_delivered = 2
        case = self.as_user(self.seller, self._registered(self.seller, self.order))
        case.line_ids.defective_quantity = 1
        with self.assertRaisesRegex(UserError, "Shipped on"):
            case.action_submit()
        case.line_ids.shipped_date = "2025-05-03"
        case.action_submit()
        self.assertEqual(case.state, "open")

    def test_before_the_delivery_all_that_was_ordered_stands_there(self):
        case = self._registered(self.seller, self.order)
        self.assertEqual(case.line_ids.product_id, self.product | self.service)
        self.assertEqual(set(case.line_ids.mapped("quantity")), {0})

    def test_prices_are_in_the_currency_of_the_company(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "company_id": self.company.id, "name": "2020-01-01", "rate": 0.5}
        )
        self.assertNotEqual(self.company.currency_id, euro)
        prices = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": euro.id})
        order = self._order((self.service, 1), pricelist_id=prices.id)
        self.assertEqual(self._registered(self.seller, order).line_ids.price_unit, 18)

    @proves("S1.2-07.1a")
    def test_an_invoice_fills_in_what_was_charged(self):
        set_up_accounts(self.company)
        self.cutting.qty_delivered = 2
        invoice = self.order._create_invoices()
        accountant = self._new_user("customer_policy.group_user,account.group_account_invoice", login="accountant")
        with self.assertRaisesRegex(UserError, "no posted invoice"):
            self._registered(accountant, invoice)
        invoice.action_post()
        case = self._registered(accountant, invoice)
        line = case.line_ids
        self.assertEqual((line.product_id, line.quantity, line.price_unit), (self.service, 2, 9))
        self.assertEqual((line.invoice_id, line.sale_order_id), (invoice, self.order))
        self.assertEqual(line.order_reference, self.order.name)
        self.assertEqual(self.as_user(accountant, invoice).complaint_count, 1)
        self.assertEqual(self.as_user(self.seller, self.order).sudo().complaint_count, 1)
        credit = invoice._reverse_moves()
        with self.assertRaisesRegex(UserError, "no posted invoice"):
            self._registered(accountant, credit)

    def test_a_quotation_was_not_sold(self):
        quotation = self.order.copy()
        with self.assertRaisesRegex(UserError, "not confirmed"):
            self._registered(self.seller, quotation)

    def test_who_may_not_read_the_order_registers_nothing_from_it(self):
        stranger = self._new_user("sales_team.group_sale_salesman", login="stranger")
        for user in (self.users["user"], stranger):
            with self.assertRaises(AccessError):
                self._registered(user, self.order)

    def test_the_link_to_the_order_is_nobodys_to_move(self):
        case = self._registered(self.seller, self.order)
        other = self._order((self.service, 1))
        with self.assertRaises(AccessError):
            self.as_user(self.seller, case.line_ids[:1]).sale_line_id = other.order_line

    def test_partner_and_file_show_their_complaints(self):
        file = self.env["customer.file"].create({"partner_id": self.partner.id, "company_id": self.company.id})
        case = self._registered(self.seller, self.order)
        for record in (self.partner, file):
            self.assertEqual(self.as_user(self.seller, record).complaint_count, 1)
            domain = self.as_user(self.seller, record).action_view_complaints()["domain"]
            self.assertEqual(self.env["customer.complaint"].search(domain), case)
        from_partner = self._registered(self.seller, self.partner)
        self.assertEqual((from_partner.partner_id, from_partner.email), (self.partner, "mill@example.com"))
