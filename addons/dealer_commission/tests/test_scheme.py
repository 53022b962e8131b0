from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import CommissionCase


class TestScheme(CommissionCase):
    """Tiers have no gaps, whatever the amount and its sign (pitfall 9 of the OCA addon)."""

    def _given(self, scheme, amount):
        """Return what an agent gets of this amount in a month of its own."""
        agent = self.env["res.partner"].create({"name": f"Agent {amount}", "is_company": True})
        self._assign(scheme, agent)
        kind = "out_invoice" if amount > 0 else "out_refund"
        self._invoice(abs(amount), partner_id=agent.id, move_type=kind)
        return self._made(agent).commission

    def test_whole_amount(self):
        scheme = self._scheme((0, 1), (1000, 2), (5000, 3))
        for amount, given in {
            999.50: 10.00,  # between "up to 999" and "from 1,000" there is nothing
            999.99: 10.00,
            1000: 20.00,
            1000.01: 20.00,
            4999.99: 100.00,
            5000: 150.00,
            1000000: 30000.00,  # above the top
            -999.50: -10.00,
            -1000: -20.00,
            -1000000: -30000.00,
        }.items():
            with self.subTest(amount):
                self.assertEqual(self._given(scheme, amount), given)

    def test_each_tier_for_its_part(self):
        scheme = self._scheme((0, 1), (1000, 2), (5000, 3), tier_method="marginal")
        for amount, given in {
            999.50: 10.00,
            1000: 10.00,
            1050: 11.00,
            5000: 90.00,
            6000: 120.00,
            -6000: -120.00,
            -999.50: -10.00,
        }.items():
            with self.subTest(amount):
                self.assertEqual(self._given(scheme, amount), given)

    def test_tier_that_gives_nothing(self):
        scheme = self._scheme((0, 0), (1000, 2))
        self.assertEqual(self._given(scheme, 999.99), 0)
        self.assertEqual(self._given(scheme, 1000), 20)

    def test_first_tier_begins_at_zero(self):
        with self.assertRaisesRegex(ValidationError, "begins at 0"):
            self._scheme((1000, 2))
        scheme = self._scheme((0, 1), (1000, 2))
        with self.assertRaisesRegex(ValidationError, "begins at 0"):
            scheme.tier_ids[0].threshold = 1
        with self.assertRaisesRegex(ValidationError, "begins at 0"):
            scheme.tier_ids[0].unlink()
        self.assertEqual(scheme.tier_ids.sorted("threshold").mapped("ends"), ["< 1,000.00", "∞"])

    def test_two_tiers_do_not_begin_together(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._scheme((0, 1), (0, 2))

    def test_only_schemes_of_the_kind(self):
        with self.assertRaisesRegex(ValidationError, "for this kind"):
            self._assign(self._scheme((0, 1), kind="consultant"), kind="agent")

    def test_days_of_the_assignment(self):
        scheme = self._scheme((0, 10))
        self._assign(scheme, date_from="2026-05-10", date_to="2026-05-20")
        for day, amount in (("09", 1), ("10", 10), ("20", 100), ("21", 1000)):
            self._invoice(amount, day=f"2026-05-{day}")
        self.assertEqual(self._made().trade_amount, 110)

    def test_products_of_a_category(self):
        cars = self.env["product.category"].create({"name": "Cars"})
        small = self.env["product.category"].create({"name": "Small Cars", "parent_id": cars.id})
        car = self.env["product.product"].create({"name": "Car", "categ_id": small.id, "taxes_id": False})
        self._assign(self._scheme((0, 10), categ_ids=[(6, 0, cars.ids)]))
        self._invoice(100, self._line(1000, product_id=car.id))
        self.assertEqual(self._made().trade_amount, 1000)

    def test_what_was_stated_keeps_its_meaning(self):
        scheme = self._scheme((0, 10))
        scheme.basis = "paid"
        scheme.basis = "invoiced"
        self._assign(scheme)
        self._invoice(100)
        self._made()
        for values in ({"basis": "paid"}, {"kind": "consultant"}):
            with self.assertRaisesRegex(UserError, "statements by it"):
                scheme.write(values)
        scheme.write({"basis": "invoiced", "kind": "agent"})

    def test_off_or_not_yet_in_force(self):
        for values in ({"mode": "off"}, {"effective_from": "2026-05-11"}):
            self._assign(self._scheme((0, 10), **values))
        self._invoice(100)
        self.assertEqual(self._made().commission, 0)
