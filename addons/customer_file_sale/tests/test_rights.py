from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ALL_LEADS, DealingCase

FIGURES = ("dealing_ids", "sale_order_count", "invoice_count", "payment_count", "top_categories")


@tagged("post_install", "-at_install")
class TestRights(DealingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._order(1000)
        cls._order(200, user_id=cls.other_seller.id)
        cls._invoice(1000)
        cls._invoice(200, invoice_user_id=cls.other_seller.id)

    def test_without_sales_rights_no_amount_is_seen_through_the_file(self):
        file = self.as_user(self.clerk, self.file)
        with self.assertRaises(AccessError):
            self.dealings(user=self.clerk)
        for name in FIGURES:
            with self.subTest(field=name), self.assertRaises(AccessError):
                file.read([name])
        self.assertFalse(set(FIGURES) & set(file.fields_get()))
        names = {node.get("name") for node in etree.fromstring(file.get_view(view_type="form")["arch"]).iter("field")}
        self.assertFalse(set(FIGURES) & names)
        exported = file.with_context(import_compat=False)
        with self.assertRaises(AccessError):
            exported._export_rows([["dealing_ids", "order_amount"]])
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, self.env["customer.file"]).search([("dealing_ids.order_amount", ">", 0)])

    def test_the_file_keeper_without_sales_rights_sees_the_last_day_only(self):
        file = self.as_user(self.clerk, self.file)
        self.assertEqual(file.last_transaction_date, self.day("2025-06-15"))

    def test_a_salesperson_sees_the_own_figures(self):
        self.assertDealings([{"order_amount": 1000, "invoiced_amount": 1000}], user=self.seller)
        self.assertDealings([{"order_amount": 200, "invoiced_amount": 200}], user=self.other_seller)
        self.assertDealings([{"order_amount": 1200, "invoiced_amount": 1200}], user=self.head_of_sales)
        self.assertDealings([{"order_amount": 1200, "invoiced_amount": 1200}], user=self.accountant)
        self.assertDealings([{"order_amount": 1200, "invoiced_amount": 1200}])

    def test_superuser_rights_in_between_show_nothing_more(self):
        """What sudo() reads stays in the cache that the user reads from."""
        rows = self.dealings(user=self.seller)
        self.env.invalidate_all()
        self.assertEqual(rows.sudo().mapped("order_amount"), [1000])
        self.assertTrue(rows.has_access("read"))
        self.assertEqual(rows.mapped("invoiced_amount"), [1000])

    def test_counts_and_lists_show_the_same(self):
        for user, orders in ((self.seller, 1), (self.head_of_sales, 2)):
            self.env.invalidate_all()
            file = self.as_user(user, self.file)
            self.assertEqual(file.sale_order_count, orders)
            listed = self.as_user(user, self.env["sale.order"]).search(file.action_view_sale_orders()["domain"])
            self.assertEqual(len(listed), orders)
        self._invoice(50, move_type="out_refund")
        self._invoice(60, post=False)
        self.env.invalidate_all()
        file = self.as_user(self.accountant, self.file)
        self.assertEqual(file.invoice_count, 3)
        listed = self.as_user(self.accountant, self.env["account.move"]).search(file.action_view_invoices()["domain"])
        self.assertEqual(len(listed), 3)

    def test_people_of_another_company_see_nothing(self):
        stranger = self._new_user(
            ALL_LEADS,
            login="stranger",
            company=self.other_company,
        )
        self.assertFalse(self.dealings(user=stranger))

    def test_sales_rights_without_access_to_files_show_nothing(self):
        outsider = self._new_user("sales_team.group_sale_manager", login="outsider")
        self.assertFalse(self.dealings(user=outsider))

    def test_a_file_the_user_may_not_read_shows_no_figures(self):
        model = self.env["ir.model"]._get("customer.file")
        self.env["ir.rule"].create(
            {"name": "secret", "model_id": model.id, "domain_force": "[('responsible_id', '=', user.id)]"}
        )
        self.assertFalse(self.dealings(user=self.head_of_sales))
        self.file.sudo().responsible_id = self.head_of_sales
        self.assertDealings([{"order_amount": 1200}], user=self.head_of_sales)

    def test_nobody_writes_figures(self):
        rows = self.dealings(user=self.head_of_sales)
        for call in (lambda: rows.write({"year": 2020}), lambda: rows.unlink(), lambda: rows.create({"year": 2020})):
            with self.assertRaises(AccessError):
                call()
