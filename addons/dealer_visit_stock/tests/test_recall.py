from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .recall_common import RecallCase


@tagged("post_install", "-at_install")
@freeze_time("2026-04-20 04:00:00")
class TestRecall(RecallCase):
    """Cars at a second-tier shop go back after 30 days."""

    @proves("S1.6-pdi-13")
    def test_due_on_the_31st_of_may_and_three_days_late_on_the_third_of_june(self):
        self._send("2026-05-01 04:00:00", self._lot("VIN1"))
        self._night("2026-05-02 04:00:00")
        self._night("2026-05-30 04:00:00")
        recall = self._recalls()
        self.assertRecordValues(
            recall,
            [{"due_date": fields.Date.to_date("2026-05-31"), "state": "open", "quantity": 1, "picking_id": False}],
        )
        for _night in range(2):
            self._night("2026-05-31 04:00:00")
            picking = recall.picking_id
            self.assertEqual((recall.state, picking.state, len(self._recalls())), ("moving", "assigned", 1))
        self.assertEqual((picking.location_id, picking.location_dest_id), (self.places[1], self.places[0]))
        self.assertEqual(picking.move_ids.move_line_ids.lot_id.name, "VIN1")
        with (
            patch.object(self.registry["customer.policy.conduct"], "_report") as report,
            # the third of June begins there at 16:00
            freeze_time("2026-06-02 16:30:00"),
        ):
            validated = self.as_user(self.keeper, picking)
            validated.move_ids.picked = True
            validated.button_validate()
        self.assertRecordValues(
            recall,
            [{"state": "returned", "returned_date": fields.Date.to_date("2026-06-03"), "late_days": 3}],
        )
        report.assert_called_once()
        self.assertEqual(report.call_args.args, ("recall", self.seller.employee_id, 3, recall))

    @proves("S1.6-pdi-13")
    def test_on_the_last_day_it_is_in_time(self):
        lot = self._lot("VIN1")
        self._send("2026-05-01 04:00:00", lot)
        self._night("2026-05-02 04:00:00")
        with (
            patch.object(self.registry["customer.policy.conduct"], "_report") as report,
            freeze_time("2026-05-31 15:59:00"),
        ):
            self._move(self.places[1], self.stock, self.car, lot=lot)
        self.assertRecordValues(self._recalls(), [{"state": "returned", "late_days": 0}])
        report.assert_not_called()

    @proves("S1.6-pdi-13")
    def test_reminded_by_the_deadline_engine(self):
        action = self.env.ref("customer_policy.customer_deadline_action_activity").id
        self._rule(
            "customer.deadline.rule",
            milestone="dealer.recall/recall",
            duration=30,
            unit="day",
            step_ids=[Command.create({"offset": 0, "unit": "day", "moment": "after", "action_id": action})],
        )
        lot = self._lot("VIN1")
        self._send("2026-05-01 04:00:00", lot)
        self._night("2026-05-02 04:00:00")
        deadline = self._recalls().deadline_ids
        self.assertEqual(deadline.last_day, fields.Date.to_date("2026-05-31"))
        self.assertEqual((deadline.user_id, deadline.state), (self.seller, "open"))
        with freeze_time("2026-06-03 04:00:00"):
            self._move(self.places[1], self.stock, self.car, lot=lot)
        self.assertEqual(deadline.state, "late")

    @proves("S1.6-pdi-13")
    def test_the_stock_by_age_counts_from_the_arrival_at_the_dealer(self):
        lot = self._lot("VIN1")
        with freeze_time("2026-05-01 04:00:00"):
            self._move(self.stock, self.places[1], self.car, lot=lot)
        for day, days, band in (("2026-05-31", 30, "1"), ("2026-06-01", 31, "2"), ("2026-08-01", 92, "4")):
            row = self._ages(f"{day} 04:00:00")
            self.assertRecordValues(row, [{"days": days, "band": band, "quantity": 1, "file_id": self.shop.id}])
        there = lot.quant_ids.filtered("quantity")
        self.assertTrue(there.in_date < row.arrival_date, "core keeps the day of the first arrival")

    def test_of_goods_without_numbers_what_came_last_is_left(self):
        oil = self.env["product.product"].create({"name": "Oil", "type": "consu", "is_storable": True})
        self.env["stock.quant"]._update_available_quantity(oil, self.stock, 100)
        for day, quantity in (("2026-05-01 04:00:00", 10), ("2026-05-11 04:00:00", 5)):
            with freeze_time(day):
                self._move(self.stock, self.places[1], oil, quantity)
        with freeze_time("2026-05-12 04:00:00"):
            self._move(self.places[1], self.stock, oil, 7)
        rows = self._ages("2026-05-21 04:00:00")
        self.assertEqual(rows.mapped(lambda row: (row.days, row.quantity)), [(20, 3), (10, 5)])
        self._night("2026-05-21 04:00:00")
        self.assertEqual(self._recalls().mapped("quantity"), [3, 5])
        with freeze_time("2026-05-22 04:00:00"):
            self._move(self.places[1], self.stock, oil, 3)
        self.assertEqual(self._recalls().mapped("state"), ["returned", "open"])

    def test_only_second_tier_shops_and_only_once(self):
        with freeze_time("2026-05-01 04:00:00"):
            self._move(self.stock, self.places[0], self.car, lot=self._lot("VIN2"))
        self._night("2026-05-02 04:00:00")
        self.assertFalse(self._recalls())
        self._send("2026-05-03 04:00:00", self._lot("VIN3"))
        self._night("2026-05-04 04:00:00")
        recall = self._recalls()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            recall.copy({"move_line_id": recall.move_line_id.id})

    def test_a_rule_that_observes_lists_once_what_is_late(self):
        self.rule.mode = "observe"
        self._send("2026-05-01 04:00:00", self._lot("VIN1"))
        for day, noted in (("31", 0), ("32", 1), ("33", 1)):
            night = "2026-05-31 04:00:00" if day == "31" else f"2026-06-0{int(day) - 31} 04:00:00"
            self._night(night)
            seen = self.env["customer.policy.observation"].search_count([("rule_code", "=", self.rule.code)])
            self.assertEqual((seen, len(self._recalls())), (noted, 0), night)

    def test_who_may_move_goods_makes_the_transfer(self):
        self._send("2026-05-01 04:00:00", self._lot("VIN1"))
        self._night("2026-05-02 04:00:00")
        recall = self._recalls()
        self.assertRefused("right to move goods", self.as_user(self.chief, recall).action_transfer)
        self.assertRefused("still at the dealer", self.as_user(self.chief, recall).action_close)
        self.chief.group_ids += self.env.ref("stock.group_stock_user")
        self.as_user(self.chief, recall).action_transfer()
        self.assertEqual(recall.picking_id.create_uid, self.chief)
        self.assertRefused("made already", self.as_user(self.chief, recall).action_transfer)
        for vals in ({"picking_id": False}, {"late_days": 0, "returned_date": "2026-05-05"}, {"state": "returned"}):
            self.assertRefused("set by the steps", lambda vals=vals: recall.write(vals), AccessError)

    @proves("S1.6-pdi-13")
    def test_a_supervisor_moves_no_day_and_no_rule(self):
        self._send("2026-05-01 04:00:00", self._lot("VIN1"))
        self._night("2026-05-02 04:00:00")
        recall = self.as_user(self.chief, self._recalls())
        for vals in (
            {"due_date": "2027-01-01"},
            {"arrival_date": "2026-06-01 00:00:00"},
            {"rule_id": self._rule("dealer.recall.rule", max_days=90).id},
            {"file_id": self.main.id},
            {"move_line_id": False},
            {"location_id": self.stock.id},
            {"product_id": self.product.id},
            {"lot_id": False},
            {"quantity": 0},
        ):
            self.assertRefused("cannot be changed", lambda vals=vals: recall.write(vals), AccessError)

    def test_a_location_is_of_one_dealer(self):
        inside = self.env["stock.location"].create(
            {"name": "Yard", "usage": "internal", "location_id": self.places[1].id, "company_id": self.company.id}
        )
        for place in (inside, self.places[1], self.env.ref("stock.stock_location_customers")):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.main.dealer_location_id = place

    def test_closed_with_the_file(self):
        self._send("2026-05-01 04:00:00", self._lot("VIN1"))
        self._night("2026-05-02 04:00:00")
        recall, row = self._recalls(), self._ages("2026-05-03 04:00:00")
        self.assertTrue(self.as_user(self.clerk, recall).has_access("read"))
        self.assertEqual(self.as_user(self.clerk, row).search([]), row.sudo(False).with_user(self.clerk))
        level = self.env["customer.secrecy.level"].create(
            {"name": "绝密", "rank": 3, "company_id": self.company.id, "mode": "enforce"}
        )
        self.shop._classify(level, "Contract")
        self.env.invalidate_all()
        self.assertFalse(self.as_user(self.clerk, recall).has_access("read"))
        self.assertFalse(self.as_user(self.clerk, row).search([]))
