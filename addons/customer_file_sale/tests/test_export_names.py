from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DealingCase

AT_ONCE = "may take out at once"


@tagged("post_install", "-at_install")
class TestExportNames(DealingCase):
    """Addresses of customers by way of orders: a list of them works, all of them at once do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.group_ids += cls.env.ref("base.group_allow_export")
        partners = cls.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "street": "Secret Street", "email": "a@example.com"}
                for number in range(81)
            ]
        )
        cls.orders = cls.env["sale.order"].create(
            [{"partner_id": partner.id, "company_id": cls.company.id, "user_id": cls.seller.id} for partner in partners]
        )
        cls._rule("customer.export.rule", row_limit=20, page_limit=80, with_contacts=True)
        cls.env.flush_all()

    def _request(self, call):
        with self.in_request():
            return call()

    def _own(self, count, **context):
        return self.as_user(self.seller, self.orders[:count]).with_context(**context)

    def test_a_list_of_80_and_one_more(self):
        spec = {"partner_id": {"fields": {"display_name": {}}, "context": {"show_address": 1, "show_vat": True}}}
        self.assertEqual(str(self._request(lambda: self._own(80).web_read(spec))).count("Secret Street"), 80)
        self.assertEqual(
            str(self._request(lambda: self._own(80, show_address=1).read(["partner_id"]))).count("Secret Street"), 80
        )
        for attack in (
            lambda: self._own(81).web_read(spec),
            lambda: self._own(81, show_email=1).read(["partner_id"]),
            lambda: self._own(81, show_address=1).export_data(["partner_id"]),
            lambda: self._own(81, show_address=1).formatted_read_group([], ["partner_id"], ["__count"]),
        ):
            with self.assertRaisesRegex(UserError, AT_ONCE):
                self._request(attack)
        # the form of an order, and plain names of any number
        self.assertIn("Secret Street", str(self._request(lambda: self._own(1).web_read(spec))))
        self.assertEqual(len(self._request(lambda: self._own(81).read(["partner_id"]))), 81)

    def test_printing_orders_of_many_customers(self):
        report = self.as_user(self.seller, self.env["ir.actions.report"])
        render = lambda orders: report._render_qweb_html("sale.report_saleorder", orders.ids)[0].decode()  # noqa: E731
        self.assertIn("Secret Street", self._request(lambda: render(self.orders[:3])))
        with self.assertRaisesRegex(UserError, AT_ONCE):
            self._request(lambda: render(self.orders))

    def test_a_path_along_the_order_of_the_analysis(self):
        def export(count):
            rows = self.env["sale.report"].search(
                [("order_reference", "in", [f"sale.order,{one.id}" for one in self._own(count)])]
            )
            own = self.as_user(self.seller, rows).with_context(import_compat=False)
            return own.export_data(["order_reference/partner_id/email"])["datas"]

        self.env["sale.order.line"].create(
            [{"order_id": order.id, "product_id": self.product.id, "product_uom_qty": 1} for order in self.orders]
        )
        self.env.flush_all()
        self.assertEqual(str(self._request(lambda: export(20))).count("a@example.com"), 20)
        with self.assertRaisesRegex(UserError, AT_ONCE):
            self._request(lambda: export(21))
