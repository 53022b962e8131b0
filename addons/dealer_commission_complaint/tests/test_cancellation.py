from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time

from odoo.addons.customer_complaint_sale.tests.settlement_common import SettlementCase
from odoo.addons.customer_policy.tests.common import proves


class TestCancellation(SettlementCase):
    """A complaint about an order cancels the performance and commission of what was sold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._new_user("customer_policy.group_manager", login=f"boss@{cls.company.id}")
        cars = cls.env["product.category"].create({"name": "Cars"})
        (cls.product | cls.service).categ_id = cars
        scheme = cls.env["dealer.commission.scheme"].create(
            {
                "name": "Units",
                "code": "units",
                "company_id": cls.company.id,
                "mode": "enforce",
                "kind": "consultant",
                "basis": "unit",
                "categ_ids": [(6, 0, cars.ids)],
                "tier_ids": [(0, 0, {"threshold": 0, "rate": 300})],
            }
        )
        cls.env["dealer.commission.assignment"].create(
            {
                "scheme_id": scheme.id,
                "kind": "consultant",
                "user_id": cls.seller.id,
                "company_id": cls.company.id,
                "date_from": "2026-01-01",
            }
        )
        cls.orders = [cls._sold() for _number in range(2)]

    def setUp(self):
        super().setUp()
        # the whole test is one transaction, and its moments are many
        self.patch(self.env.cr, "now", fields.Datetime.now)

    @classmethod
    def _sold(cls, quantity=1):
        """Sell, deliver and document units that cost nothing more to pay."""
        order = cls._order((cls.product, quantity), (cls.service, 1))
        order.order_line.price_unit = 0
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty
        with freeze_time("2026-05-10 04:00:00"):
            order.action_commission_documented()
            invoice = order._create_invoices()
            invoice.invoice_date = "2026-05-10"
            invoice.action_post()
        return order

    def _statement(self, on="2026-06-01"):
        statements = self.env["dealer.commission.statement"]
        with freeze_time(f"{on} 04:00:00"):
            statements.sudo()._make(self.company, "consultant", date(2026, 5, 1), date(2026, 5, 31))
        return statements.search([("user_id", "=", self.seller.id), ("date_to", "=", "2026-05-31")])

    def _request(self, order=None, line=0, **values):
        order = order or self.orders[0]
        case = self._registered(self.seller, order)
        cancellation = self.as_user(self.sales, self.env["dealer.commission.cancellation"]).create(
            {
                "complaint_id": case.id,
                "sale_line_id": order.order_line[line].id,
                "reason": "He promised what we do not sell",
                **values,
            }
        )
        cancellation.action_request()
        return cancellation

    @proves("S1.6-daily-21")
    def test_cancelled_by_the_manager(self):
        may = self._statement()
        self.assertEqual((may.performance, may.commission), (4, 1200))
        cancellation = self._request()
        may.invalidate_recordset()
        self.assertEqual(may.performance, 4, "a request alone changes nothing")
        with freeze_time("2026-06-01 05:00:00"):
            self.as_user(self.boss, cancellation).action_approve()
        may.invalidate_recordset()
        self.assertEqual((may.performance, may.commission), (3, 900))
        self.assertEqual(self._statement().performance, 3)

    @proves("S1.6-daily-21")
    def test_that_unit_and_not_the_others(self):
        order = self._sold(quantity=3)
        may = self._statement()
        self.assertEqual(may.performance, 8)
        cancellation = self._request(order)
        self.assertEqual(cancellation.quantity, 1)
        with freeze_time("2026-06-01 05:00:00"):
            self.as_user(self.boss, cancellation).action_approve()
        may.invalidate_recordset()
        self.assertEqual((may.performance, may.commission), (7, 2100))
        with self.assertRaisesRegex(ValidationError, "dealt with already"), self.env.cr.savepoint():
            self._request(order, quantity=3)
        with freeze_time("2026-06-01 05:00:00"):
            self.as_user(self.boss, self._request(order, quantity=2)).action_approve()
        may.invalidate_recordset()
        self.assertEqual(may.performance, 5)

    @proves("S1.6-daily-21")
    def test_decided_by_managers_only(self):
        cancellation = self._request(cause="plate")
        for user in (self.sales, self.seller, self.users["supervisor"], self.finance):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.as_user(user, cancellation).action_approve()
        self.seller.group_ids += self.env.ref("customer_policy.group_manager")
        with self.assertRaisesRegex(UserError, "(?i)nobody|complain"):
            self.as_user(self.seller, cancellation).action_approve()
        self.assertFalse(self.orders[0].order_line[0].commission_cancelled_date)
        self.as_user(self.boss, cancellation).action_refuse()
        self.assertFalse(self.orders[0].order_line[0].commission_cancelled_date)

    def test_who_ends_a_request(self):
        cancellation = self._request()
        with self.assertRaisesRegex(UserError, "Only who requested"):
            self.as_user(self.users["supervisor"], cancellation).action_withdraw()
        self.orders[0].sudo().user_id = self.boss
        with self.assertRaisesRegex(UserError, "Nobody decides"):
            self.as_user(self.boss, cancellation).action_refuse()
        self.as_user(self.sales, cancellation).action_withdraw()

    @proves("S1.6-daily-21")
    def test_a_mistake_is_taken_back(self):
        order = self._sold(quantity=3)
        may = self._statement()
        first, second = self._request(order), self._request(order, quantity=2)
        with freeze_time("2026-06-01 05:00:00"):
            for cancellation in (first, second):
                self.as_user(self.boss, cancellation).action_approve()
            may.invalidate_recordset()
            self.assertEqual(may.performance, 5)
            for user in (self.sales, self.seller, self.users["supervisor"]):
                with self.subTest(user.login), self.assertRaises(UserError):
                    self.as_user(user, second).action_take_back()
            for cancellation, performance in ((second, 7), (first, 8)):
                self.as_user(self.boss, cancellation).action_take_back()
                may.invalidate_recordset()
                self.assertEqual((may.performance, may.commission), (performance, performance * 300))
        self.assertRecordValues(first, [{"state": "taken_back", "taken_back_by_id": self.boss.id}])
        self.assertFalse(order.order_line[0].commission_cancelled_date)
        with self.assertRaises(UserError):
            self.as_user(self.boss, first).action_take_back()
        self.assertTrue(self._request(order, quantity=3), "it can be asked for anew")

    def test_only_what_the_case_is_about(self):
        with self.assertRaisesRegex(ValidationError, "is not about"):
            self._request(sale_line_id=self.orders[1].order_line[0].id)

    def test_with_a_reason(self):
        with self.assertRaisesRegex(UserError, "how serious"):
            self._request(reason=" ")

    def test_what_was_decided_stays(self):
        cancellation = self._request()
        with self.assertRaises(AccessError):
            cancellation.sale_line_id = self.orders[0].order_line[1]
        with self.assertRaises(AccessError):
            cancellation.state = "done"
        self.as_user(self.boss, cancellation).action_approve()
        with self.assertRaisesRegex(UserError, "closed"):
            cancellation.sudo().reason = "Nothing"
