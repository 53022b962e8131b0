from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CommissionCase


class TestUnits(CommissionCase):
    """Units of consultants: paid in full, delivered and documented."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme((0, 300), kind="consultant", basis="unit")
        cls._assign(cls.scheme, cls.boris)

    def _unit(self, user, **values):
        """Sell a unit with all that is asked for in May."""
        order = self._sold(user, **values)
        self._complete(order)
        self._pay(order.invoice_ids)
        return order

    def _of(self, user, **values):
        return self._made(user, kind="consultant", **values)

    @proves("S1.6-hr-05")
    def test_trainee(self):
        self._assign(self.scheme, self.anna, mentor_id=self.boris.id)
        self._unit(self.anna)
        self._unit(self.anna)
        self._unit(self.boris)
        trainee, mentor = self._of(self.anna), self._of(self.boris)
        self.assertEqual((sum(trainee.line_ids.mapped("units")), trainee.commission, trainee.performance), (2, 600, 0))
        self.assertEqual((mentor.performance, mentor.commission), (3, 300))
        self.assertEqual(mentor.line_ids.filtered(lambda one: one.role == "mentor").mapped("commission"), [0, 0])

    @proves("S1.6-hr-05")
    def test_mentor_without_a_scheme(self):
        scheme = self._scheme((0, 300), kind="consultant", basis="unit")
        carl = self._new_user("base.group_user", login=f"carl@{self.company.id}")
        self._assign(scheme, self.anna, mentor_id=carl.id)
        order = self._unit(self.anna)
        carls = self._of(carl)
        self.assertEqual((carls.performance, carls.commission), (1, 0))
        for statement in self._make(kind="consultant"):
            self._confirm(statement)
        self._credit(order.invoice_ids, day="2026-06-10")
        self.assertEqual(self._of(carl, month="2026-06").performance, -1)

    def test_what_a_unit_needs(self):
        order = self._sold(self.boris)
        self.assertEqual(self._of(self.boris).performance, 0)
        with self.assertRaisesRegex(UserError, "not delivered in full"):
            self.as_user(self.assistant, order).action_commission_documented()
        self._pay(order.invoice_ids)
        self.assertEqual(self._of(self.boris).performance, 0, "paid alone is not enough")
        self._complete(order, day="2026-06-01")
        self.assertEqual(self._of(self.boris).performance, 0, "documented after the month")
        self._confirm(self._of(self.boris))
        june = self._of(self.boris, month="2026-06")
        self.assertEqual((june.performance, june.commission), (1, 300))

    def test_paid_in_part(self):
        order = self._sold(self.boris)
        self._complete(order)
        self._pay(order.invoice_ids, 99999.99)
        self.assertEqual(self._of(self.boris).performance, 0)
        self._pay(order.invoice_ids, 0.01, day="2026-05-31")
        self.assertEqual(self._of(self.boris).performance, 1)

    def test_written_off_is_not_paid(self):
        order = self._sold(self.boris, partner_id=self.partner.id)
        self._complete(order)
        self._pay(order.invoice_ids, 60000)
        self._write_off(order.invoice_ids, 40000)
        self.assertEqual(self._of(self.boris).performance, 0)

    def _pay_and_lose(self, invoice, amount):
        """Pay so much, and write off the rest with the same payment."""
        with freeze_time("2026-05-20 04:00:00"):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create(
                {
                    "payment_date": "2026-05-20",
                    "amount": amount,
                    "payment_difference_handling": "reconcile",
                    "writeoff_account_id": self.loss.id,
                }
            )._create_payments()
        self.assertEqual(invoice.amount_residual, 0)

    def test_almost_all_is_lost(self):
        order = self._sold(self.boris)
        self._complete(order)
        self._pay_and_lose(order.invoice_ids, 1)
        self.assertEqual(self._of(self.boris).performance, 0)

    def test_fees_that_the_scheme_allows(self):
        order = self._sold(self.boris)
        self._complete(order)
        self._pay_and_lose(order.invoice_ids, 99500)
        self.assertEqual(self._of(self.boris).performance, 0)
        self.scheme.tolerance = 0.49
        self.assertEqual(self._of(self.boris).performance, 0)
        self.scheme.tolerance = 0.5
        self.assertEqual(self._of(self.boris).performance, 1)

    def test_counted_once_though_paid_in_parts(self):
        self.scheme.tolerance = 1
        order = self._sold(self.boris)
        self._complete(order)
        self._pay(order.invoice_ids, 99500)
        may = self._of(self.boris)
        self.assertEqual(may.performance, 1)
        self._confirm(may)
        self._pay(order.invoice_ids, 500, day="2026-06-10")
        self.assertEqual(self._of(self.boris, month="2026-06").performance, 0)

    def test_down_payment_is_paid_as_well(self):
        order = self._sold(self.boris, price=100000, invoice=False)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        moves = []
        for method in ("percentage", "delivered"):
            with freeze_time("2026-05-10 04:00:00"):
                wizard.create({"advance_payment_method": method, "amount": 30})._create_invoices(order)
                move = order.invoice_ids.filtered(lambda one: one.state == "draft")
                move.invoice_date = "2026-05-10"
                move.action_post()
                moves.append(move)
        self._complete(order)
        self._pay(moves[1])
        may = self._of(self.boris)
        self.assertEqual(may.performance, 0)
        self._confirm(may)
        self._pay(moves[0], day="2026-05-31", known="2026-06-10")
        june = self._of(self.boris, month="2026-06")
        self.assertEqual((june.performance, june.commission), (1, 300))

    def test_only_goods_are_units(self):
        self.scheme.categ_ids = False
        car = self.env["product.product"].create({"name": "Car", "type": "consu", "taxes_id": False})
        self._invoice(
            self._line(100000, product_id=car.id),
            self._line(300),  # a service
            self._line(-1000, product_id=car.id),  # a discount
            invoice_user_id=self.boris.id,
        )
        order = self._sold(self.boris, invoice=False)
        vals = {"order_id": order.id, "product_uom_qty": 1, "tax_ids": []}
        order.order_line = [
            (0, 0, {**vals, "product_id": car.id, "price_unit": 100000}),
            (0, 0, {**vals, "product_id": car.id, "price_unit": -1000}),
        ]
        order.order_line[1].qty_delivered = 1
        with freeze_time("2026-05-10 04:00:00"):
            order.action_commission_documented()  # whatever becomes of the service
            move = order._create_invoices()
            move.invoice_date = "2026-05-10"
            move.action_post()
        self._pay(move)
        self.assertEqual(self._of(self.boris).performance, 1)

    def test_returned_at_a_rounded_price(self):
        order = self._sold(self.boris, price=100.02, quantity=3, invoice=False)
        order.order_line.discount = 33
        with freeze_time("2026-05-10 04:00:00"):
            move = order._create_invoices()
            move.invoice_date = "2026-05-10"
            move.action_post()
        self._complete(order)
        self._pay(move)
        self._confirm(self._of(self.boris))
        with freeze_time("2026-06-10 04:00:00"):
            note = move._reverse_moves([{"invoice_date": "2026-06-10", "date": "2026-06-10"}])
            note.invoice_line_ids.quantity = 1
            note.action_post()
        june = self._of(self.boris, month="2026-06")
        self.assertEqual((june.performance, june.commission), (-1, -300))

    def test_returned_at_the_price_of_the_invoice(self):
        order = self._sold(self.boris, invoice=False)
        with freeze_time("2026-05-10 04:00:00"):
            move = order._create_invoices()
            move.invoice_date = "2026-05-10"
            move.invoice_line_ids.price_unit = 90000  # agreed on later
            move.action_post()
        self._complete(order)
        self._pay(move)
        self._confirm(self._of(self.boris))
        self._credit(move, day="2026-06-10")
        self.assertEqual(self._of(self.boris, month="2026-06").performance, -1)

    def test_returned_at_the_rate_it_was_given(self):
        order = self._unit(self.boris)
        self._confirm(self._of(self.boris))
        self.scheme.tier_ids.rate = 1000
        self._credit(order.invoice_ids, day="2026-06-10")
        self.assertEqual(self._of(self.boris, month="2026-06").commission, -300)

    @proves("S1.6-daily-21")
    def test_one_of_several_is_cancelled(self):
        order = self._unit(self.boris, quantity=3)
        self._confirm(self._of(self.boris))
        with freeze_time("2026-06-03 05:00:00"):
            order.order_line._cancel_commission(1)
        june = self._of(self.boris, month="2026-06")
        self.assertEqual((june.performance, june.commission, june.trade_amount), (-1, -300, -100000))
        with freeze_time("2026-06-04 05:00:00"):
            order.order_line._cancel_commission(1)
        june.invalidate_recordset()
        self.assertEqual((june.performance, june.commission), (-2, -600))

    def test_allowance_leaves_the_unit_sold(self):
        order = self._unit(self.boris)
        self._confirm(self._of(self.boris))
        self._credit(order.invoice_ids, day="2026-06-10", amount=500)
        june = self._of(self.boris, month="2026-06")
        self.assertEqual((june.performance, june.commission, june.trade_amount), (0, 0, -500))

    def test_returned_unit(self):
        order = self._unit(self.boris)
        self._confirm(self._of(self.boris))
        self._credit(order.invoice_ids, day="2026-06-10")
        june = self._of(self.boris, month="2026-06")
        self.assertEqual((june.performance, june.commission), (-1, -300))

    def test_credited_before_it_was_documented(self):
        order = self._sold(self.boris)
        self._credit(order.invoice_ids, day="2026-05-20")
        may = self._of(self.boris)
        self.assertEqual((may.performance, may.commission), (0, 0))

    def test_tiers_of_units(self):
        self.scheme.tier_ids = [(0, 0, {"threshold": 3, "rate": 500})]
        for _number in range(2):
            self._unit(self.boris)
        self.assertEqual(self._of(self.boris).commission, 600)
        self._unit(self.boris)
        self.assertEqual(self._of(self.boris).commission, 1500)
        self.scheme.tier_method = "marginal"
        self.assertEqual(self._of(self.boris).commission, 900)  # the part above 3 begins with the fourth
        self._unit(self.boris)
        self.assertEqual(self._of(self.boris).commission, 1400)

    def test_dozens(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._sold(self.boris, invoice=False)
        order.order_line.product_uom_id = dozen
        with freeze_time("2026-05-10 04:00:00"):
            move = order._create_invoices()
            move.invoice_date = "2026-05-10"
            move.action_post()
        self._complete(order)
        self._pay(move)
        self.assertEqual(self._of(self.boris).performance, 12)

    @proves("S1.6-daily-21")
    def test_cancelled_performance(self):
        self._unit(self.boris)
        order = self._unit(self.boris)
        may = self._of(self.boris)
        self.assertEqual((may.performance, may.commission), (2, 600))
        with freeze_time("2026-06-01 05:00:00"):
            order.order_line._cancel_commission()
        may.invalidate_recordset()
        self.assertEqual((may.performance, may.commission), (1, 300))

    @proves("S1.6-daily-21")
    def test_cancelled_after_it_was_confirmed(self):
        order = self._unit(self.boris)
        self._confirm(self._of(self.boris))
        self.scheme.tier_ids.rate = 1000
        with freeze_time("2026-06-03 05:00:00"):
            order.order_line._cancel_commission()
        june = self._of(self.boris, month="2026-06")
        self.assertEqual((june.performance, june.commission), (-1, -300))

    def test_documents_that_are_complete_no_more(self):
        """What is added asks for documents anew; the same unit never counts twice."""
        order = self._unit(self.boris)
        self._confirm(self._of(self.boris))
        with freeze_time("2026-06-05 04:00:00"):
            order.order_line.product_uom_qty = 2
        self.assertFalse(order.commission_documented_date)
        june = self._of(self.boris, month="2026-06")
        self.assertEqual(june.performance, -1)
        self._complete(order, day="2026-06-20")
        self.assertEqual(self._of(self.boris, month="2026-06").line_ids.ids, [])
        with self.assertRaisesRegex(AccessError, "supervisor"):
            self.as_user(self.assistant, order).action_commission_undocumented()
        groups = "customer_policy.group_supervisor,sales_team.group_sale_salesman_all_leads"
        chief = self._new_user(groups, login=f"chief@{self.company.id}")
        with freeze_time("2026-06-21 04:00:00"):
            self.as_user(chief, order).action_commission_undocumented()
        june = self._of(self.boris, month="2026-06")
        self.assertEqual((june.performance, june.commission), (-1, -300))

    def test_nobody_sets_the_days(self):
        order = self._unit(self.boris)
        for user in (self.boris, self.assistant):
            with self.assertRaises(AccessError):
                self.as_user(user, order).write({"commission_documented_date": "2026-04-01"})
            with self.assertRaises(AccessError):
                self.as_user(user, order.order_line).write({"commission_cancelled_date": "2026-04-01"})
            made = (
                self.as_user(user, self.env["sale.order"])
                .with_context(default_commission_documented_date="2026-04-01")
                .create({"partner_id": self.other.id, "commission_documented_date": "2026-04-01"})
            )
            self.assertFalse(made.commission_documented_date)
        with self.assertRaisesRegex(AccessError, "Customer service"):
            self.as_user(self.boris, self._sold(self.boris)).action_commission_documented()
