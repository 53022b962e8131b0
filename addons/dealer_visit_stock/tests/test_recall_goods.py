from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .recall_common import RecallCase

RECALL = "odoo.addons.dealer_visit_stock.models.dealer_recall"
RULE = "odoo.addons.dealer_visit_stock.models.dealer_recall_rule"

#: what stands in the way
REFUSED = "Not possible"


@tagged("post_install", "-at_install")
@freeze_time("2026-04-20 04:00:00")
class TestRecallGoods(RecallCase):
    """A recall follows the goods, wherever they go and whatever is written elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls.env["product.product"].create({"name": "Oil", "type": "consu", "is_storable": True})
        cls.env["stock.quant"]._update_available_quantity(cls.oil, cls.stock, 100)

    def _place(self, name, parent):
        return self.env["stock.location"].create(
            {"name": name, "usage": "internal", "location_id": parent.id, "company_id": self.company.id}
        )

    def _second_shop(self):
        (shop,) = self._customers(1)
        place = self._place("Shop B", self.places[1].location_id)
        shop.write({"dealer_tier": "second", "main_shop_id": self.main.id, "dealer_location_id": place.id})
        return shop

    def _arrived(self, day, quantity, product=None):
        with freeze_time(f"{day} 04:00:00"):
            return self._move(self.stock, self.places[1], product or self.oil, quantity)

    def _recalled(self, quantity=10):
        self._arrived("2026-05-01", quantity)
        self._night("2026-05-02 04:00:00")
        return self._recalls()

    # the location of the file

    @proves("S1.6-pdi-13")
    def test_goods_are_not_back_because_the_file_names_no_location(self):
        recall = self._recalled()
        self.boss.group_ids += self.env.ref("stock.group_stock_manager")
        for place in (self.env["stock.location"], self._place("Elsewhere", self.places[1].location_id)):
            self.assertRefused(
                "the location stays",
                lambda place=place: self.as_user(self.boss, self.shop).write({"dealer_location_id": place.id}),
                ValidationError,
            )
        # written by somebody with the database
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_file SET dealer_location_id = NULL WHERE id = %s", (self.shop.id,))
        self.env.invalidate_all()
        self._night("2026-05-30 04:00:00")
        self.assertEqual(recall.state, "open")
        self.assertRefused("still at the dealer", recall.action_close)

    @proves("S1.6-pdi-13")
    def test_who_answers_for_the_goods_does_not_hide_them(self):
        self._arrived("2026-05-01", 10)
        for user in (self.seller, self.boss):
            self.assertRefused(
                "the location stays as it is",
                lambda user=user: self.as_user(user, self.shop).write({"dealer_location_id": False}),
            )
        self.as_user(self.seller, self.shop).write({"dealer_location_id": self.places[1].id})
        self.boss.group_ids += self.env.ref("stock.group_stock_manager")
        self.as_user(self.boss, self.shop).dealer_location_id = False
        self.as_user(self.seller, self.shop).dealer_location_id = self.places[1]
        self._night("2026-05-29 04:00:00")
        self.assertEqual(self._recalls().due_date, fields.Date.to_date("2026-05-31"), "from the day they came")

    def test_the_location_of_a_file_is_free_once_all_is_back(self):
        self._recalled()
        with freeze_time("2026-05-10 04:00:00"):
            self._move(self.places[1], self.stock, self.oil, 10)
        self.shop.dealer_location_id = False
        self.assertFalse(self.shop.dealer_location_id)

    @proves("S1.6-pdi-13")
    def test_files_with_goods_in_two_locations_are_not_merged(self):
        recall = self._recalled()
        self.assertRefused("move the goods", lambda: self.shop._merge_into(self.main))
        (other,) = self._customers(1)
        self.shop._merge_into(other)
        self.assertEqual((recall.file_id, other.dealer_location_id), (other, self.places[1]))
        self._night("2026-05-03 04:00:00")
        self.assertEqual(recall.state, "open")

    # the transfer

    @proves("S1.6-pdi-13")
    def test_the_transfer_takes_what_is_left(self):
        recall = self._recalled()
        with freeze_time("2026-05-20 04:00:00"):
            self._move(self.places[1], self.env.ref("stock.stock_location_customers"), self.oil, 4)
        self._night("2026-05-31 04:00:00")
        picking = recall.picking_id
        self.assertEqual((picking.state, picking.move_ids.product_uom_qty), ("assigned", 6))
        with freeze_time("2026-05-31 05:00:00"):
            picking.move_ids.picked = True
            picking.button_validate()
        quants = self.env["stock.quant"].search([("product_id", "=", self.oil.id), ("quantity", "<", 0)])
        self.assertEqual((recall.state, recall.late_days, quants.ids), ("returned", 0, []))

    @proves("S1.6-pdi-13")
    def test_the_transfer_takes_it_from_where_it_stands(self):
        recall = self._recalled()
        yard = self._place("Yard", self.places[1])
        with freeze_time("2026-05-20 04:00:00"):
            self._move(self.places[1], yard, self.oil, 7)
        self.assertEqual(recall.state, "open", "it is still at the dealer's")
        self._night("2026-05-31 04:00:00")
        lines = recall.picking_id.move_ids.move_line_ids
        self.assertEqual({line.location_id: line.quantity for line in lines}, {self.places[1]: 3, yard: 7})

    def test_what_is_reserved_is_not_taken_twice(self):
        recall = self._recalled()
        self.chief.group_ids += self.env.ref("stock.group_stock_user")
        self.env["stock.quant"]._update_reserved_quantity(self.oil, self.places[1], 10)
        self.assertRefused("reserved for another", self.as_user(self.chief, recall).action_transfer)
        self._night("2026-05-31 04:00:00")
        self.assertEqual((recall.state, recall.picking_id.ids), ("open", []))

    @proves("S1.6-pdi-13")
    def test_a_cancelled_transfer_is_made_again(self):
        recall = self._recalled()
        self._night("2026-05-31 04:00:00")
        first = recall.picking_id
        first.action_cancel()
        self.chief.group_ids += self.env.ref("stock.group_stock_user")
        self.assertIn("transfer", self.as_user(self.chief, recall).allowed_steps)
        self._night("2026-06-01 04:00:00")
        self.assertEqual((recall.state, recall.picking_id.state), ("moving", "assigned"))
        self.assertNotEqual(recall.picking_id, first)
        self.env.invalidate_all()
        self.assertNotIn("transfer", self.as_user(self.chief, recall).allowed_steps)

    # from shop to shop

    @proves("S1.6-pdi-13")
    def test_from_shop_to_shop_is_not_back(self):
        lot = self._lot("VIN1")
        self._send("2026-05-01 04:00:00", lot)
        self._night("2026-05-02 04:00:00")
        first = self._recalls()
        shop = self._second_shop()
        with freeze_time("2026-05-30 04:00:00"):
            self._move(self.places[1], shop.dealer_location_id, self.car, lot=lot)
        self._night("2026-05-31 04:00:00")
        second = self._recalls() - first
        self.assertEqual((second.file_id, second.arrival_date), (shop, first.arrival_date))
        self.assertEqual((second.due_date, second.state), (fields.Date.to_date("2026-05-31"), "moving"))
        with (
            patch.object(self.registry["customer.policy.conduct"], "_report") as report,
            freeze_time("2026-06-03 04:00:00"),
        ):
            second.picking_id.move_ids.picked = True
            second.picking_id.button_validate()
        self.assertEqual(report.call_args.args[2], 3)

    def test_what_was_back_in_between_has_its_days_anew(self):
        lot = self._lot("VIN1")
        self._send("2026-05-01 04:00:00", lot)
        self._night("2026-05-02 04:00:00")
        shop = self._second_shop()
        for day, source, target in (
            ("2026-05-10", self.places[1], self.stock),
            ("2026-05-12", self.stock, shop.dealer_location_id),
        ):
            with freeze_time(f"{day} 04:00:00"):
                self._move(source, target, self.car, lot=lot)
        self._night("2026-05-13 04:00:00")
        second = self._recalls().filtered(lambda recall: recall.file_id == shop)
        self.assertEqual(second.due_date, fields.Date.to_date("2026-06-11"))

    # what goes wrong holds up nothing else

    def test_a_recall_that_fails_holds_up_no_other(self):
        self._arrived("2026-05-01", 10)
        self._send("2026-05-01 05:00:00", self._lot("VIN1"))
        self._night("2026-05-02 04:00:00")
        bad, good = self._recalls().sorted("id")
        prepare = type(bad)._prepare_transfer_vals

        def fail(recall):
            if recall == bad:
                raise UserError(REFUSED)
            return prepare(recall)

        with patch.object(self.registry["dealer.recall"], "_prepare_transfer_vals", fail), mute_logger(RECALL):
            self._night("2026-05-31 04:00:00")
        self.assertEqual((bad.state, good.state), ("open", "moving"))

    def test_a_company_that_fails_holds_up_no_other(self):
        self._recalled()

        def fail(rules, company):
            raise UserError(REFUSED)

        with patch.object(self.registry["dealer.recall.rule"], "_open_recalls", fail), mute_logger(RULE):
            self._night("2026-05-31 04:00:00")
        self.assertEqual(self._recalls().state, "moving")

    def test_goods_move_also_where_the_recall_cannot_be_closed(self):
        recall = self._recalled()

        def fail(recall):
            raise UserError(REFUSED)

        with (
            patch.object(self.registry["dealer.recall"], "_report_late", fail),
            mute_logger(RECALL),
            freeze_time("2026-05-10 04:00:00"),
        ):
            self._move(self.places[1], self.stock, self.oil, 10)
        self.assertEqual(recall.state, "open")
        self._night("2026-05-12 04:00:00")
        self.assertEqual((recall.state, recall.returned_date), ("returned", fields.Date.to_date("2026-05-10")))
