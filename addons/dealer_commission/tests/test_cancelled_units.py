from unittest.mock import patch

from odoo.exceptions import LockError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CommissionCase


class TestCancelledUnits(CommissionCase):
    """Performance that was cancelled, beside credit notes of the same order line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._assign(cls._scheme((0, 300), kind="consultant", basis="unit"), cls.anna)
        cls._assign(cls._scheme((0, 1), kind="consultant"), cls.boris)

    def _order(self, user, quantity=2):
        order = self._sold(user, price=1000, quantity=quantity)
        self._complete(order)
        self._pay(order.invoice_ids)
        return order

    def _cancel(self, order, quantity=1, on="2026-05-22"):
        with freeze_time(f"{on} 04:00:00"):
            order.order_line.sudo()._cancel_commission(quantity)

    def _return(self, order, quantity=1, day="2026-05-25", price=None):
        """Credit so many of the units, or so much of the price of each."""
        invoice = order.invoice_ids.filtered(lambda one: one.move_type == "out_invoice")
        with freeze_time(f"{day} 04:00:00"):
            note = invoice._reverse_moves([{"invoice_date": day, "date": day}])
            note.invoice_line_ids.quantity = quantity
            if price:
                note.invoice_line_ids.price_unit = price
            note.action_post()
        return note

    def _figures(self, user, month="2026-05"):
        sheet = self._made(user, kind="consultant", month=month)
        return sheet.performance, sheet.trade_amount, sheet.commission

    @proves("S1.6-daily-21")
    def test_the_cancelled_unit_comes_back(self):
        """The other one is sold and paid: it counts in full, whichever was first."""
        for first in ("cancel", "return"):
            with self.subTest(first):
                anna, boris = self._order(self.anna), self._order(self.boris)
                for order in (anna, boris):
                    if first == "cancel":
                        self._cancel(order)
                    self._return(order)
                    if first == "return":
                        self._cancel(order, on="2026-05-26")
                unit, money = self._figures(self.anna), self._figures(self.boris)
                self.assertEqual((unit[0], unit[2]), (1, 300))
                self.assertEqual(money[1:], (1000, 10))
                for order in (anna, boris):
                    self._return(order, day="2026-05-27")
                unit, money = self._figures(self.anna), self._figures(self.boris)
                self.assertEqual((unit[0], unit[2], money[1:]), (0, 0, (0, 0)))

    @proves("S1.6-daily-21")
    def test_returned_in_the_next_month(self):
        order = self._order(self.anna, quantity=3)
        self._cancel(order)
        self.assertEqual(self._figures(self.anna)[::2], (2, 600))
        self._confirm(self._made(self.anna, kind="consultant"))
        self._return(order, day="2026-06-10")
        self.assertEqual(self._figures(self.anna, "2026-06")[::2], (0, 0))
        self._return(order, day="2026-06-11")
        self.assertEqual(self._figures(self.anna, "2026-06")[::2], (-1, -300))

    @proves("S1.6-daily-21")
    def test_two_units_returned_of_which_one_was_cancelled(self):
        order = self._order(self.anna, quantity=3)
        self._cancel(order)
        self._return(order, quantity=2)
        self.assertEqual(self._figures(self.anna)[::2], (1, 300))

    @proves("S1.6-daily-21")
    def test_a_lower_price_returns_nothing(self):
        """An allowance is of the units that count as of those that do not."""
        order = self._order(self.boris)
        self._cancel(order)
        self._return(order, quantity=2, price=100)
        self.assertEqual(self._figures(self.boris)[1:], (900, 9))
        self._return(order, day="2026-05-26")
        self.assertEqual(self._figures(self.boris)[1:], (900, 9), "the one that was cancelled came back")

    def test_the_first_credit_note_is_cancelled_later(self):
        """Then the second one is the one of the unit whose performance was cancelled."""
        order = self._order(self.anna)
        self._cancel(order)
        first = self._return(order)
        self._return(order, day="2026-05-26")
        self.assertEqual(self._figures(self.anna)[::2], (0, 0))
        self._confirm(self._made(self.anna, kind="consultant"))
        with freeze_time("2026-06-05 04:00:00"):
            first.button_draft()
        self.assertEqual(self._figures(self.anna, "2026-06")[0], 1)

    def test_somebody_computes_at_the_same_moment(self):
        """An order is saved all the same, and the next statement makes good what the draft lacks."""
        order = self._order(self.anna)
        sheet = self._made(self.anna, kind="consultant")
        self.assertEqual(sheet.performance, 2)

        def locked(_statements):
            raise LockError("Cannot grab a lock")

        with (
            freeze_time("2026-06-05 04:00:00"),
            patch.object(self.registry["dealer.commission.statement"], "_compute_lines", locked),
        ):
            order.order_line.product_uom_qty = 3
        self.assertFalse(order.commission_documented_date)
        self._confirm(sheet, on="2026-06-05")
        self.assertEqual(sheet.performance, 2)
        self.assertEqual(self._figures(self.anna, "2026-06")[0], -2)
