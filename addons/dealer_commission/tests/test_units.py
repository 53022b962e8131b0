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

    def test_nobody_sets_the_days(self):
        order = self._unit(self.boris)
        for user in (self.boris, self.assistant):
            with self.assertRaises(AccessError):
                self.as_user(user, order).write({"commission_documented_date": "2026-04-01"})
            with self.assertRaises(AccessError):
                self.as_user(user, order.order_line).write({"commission_cancelled_date": "2026-04-01"})
        with self.assertRaisesRegex(AccessError, "Customer service"):
            self.as_user(self.boris, self._sold(self.boris)).action_commission_documented()
