from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .return_common import ReturnCase


class TestReturnAccess(ReturnCase):
    def test_the_warehouse_reads_return_notes_and_nothing_else_of_the_case(self):
        draft = self._note(10, issue=False)
        note = self._note(100)
        allowance = self._settle(self._case(self.sold, (0, {"kind": "allowance", "amount": 10})))
        allowance.action_issue()
        seen = self.as_user(self.keeper, self.env["customer.complaint.settlement"]).search([])
        self.assertEqual(seen.ids, note.ids)
        mine = self.as_user(self.keeper, note)
        self.assertEqual(mine.reason, "Wet")
        self.assertEqual(mine.action_ids.return_quantity, 100)
        self.assertEqual(mine.action_ids.line_id.part_number, self.goods.default_code)
        for closed in (draft, allowance, note.complaint_id):
            with self.assertRaises(AccessError):
                self.as_user(self.keeper, closed).read(["company_id"])
        for change in ({"reason": "Dry"}, {"user_id": self.keeper.id}):
            with self.assertRaises(AccessError):
                mine.write(change)
        with self.assertRaises(AccessError):
            mine.action_deliver_replacement()

    def test_from_the_transfer_and_the_lot_to_the_note(self):
        note = self._note(100)
        receipt = self._receipt(note)
        mine = self.as_user(self.keeper, receipt)
        self.assertEqual(mine.complaint_settlement_id, note)
        self.assertEqual(mine.action_view_complaint_settlement()["res_id"], note.id)
        self.assertEqual(note.picking_count, 1)
        with self.assertRaises(AccessError):
            self.as_user(self.users["user"], receipt).read(["name"])

    def test_a_stock_move_is_not_tied_to_a_complaint_by_hand(self):
        note = self._note(100)
        receipt = self._receipt(note)
        move = self.as_user(self.keeper, receipt.move_ids)
        with self.assertRaises(AccessError):
            move.complaint_action_id = False
        by_hand = self.as_user(self.keeper, self.shipped.move_ids)
        with self.assertRaises(AccessError):
            by_hand.complaint_action_id = note.sudo().action_ids.id
        with self.assertRaises(AccessError):
            by_hand.copy({"complaint_action_id": note.sudo().action_ids.id})
        self.assertFalse(move.copy().complaint_action_id)
        moves = by_hand.with_context(default_complaint_action_id=note.sudo().action_ids.id)
        self.assertFalse(moves.copy().complaint_action_id)
        wizard = self.as_user(self.keeper, self.env["stock.return.picking"]).create({"picking_id": self.shipped.id})
        other = self._note(10, kind="rework", issue=False).sudo().action_ids
        wizard.product_return_moves.write({"quantity": 1, "complaint_action_id": other.id})
        with self.assertRaises(AccessError):
            wizard._create_return()

    def test_goods_are_not_of_the_delivery_to_another_customer(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        sold = self._order((self.goods, 5), partner_id=stranger.id)
        theirs = self._ship(sold).move_ids
        case = self._registered(self.seller, self.sold)
        vals = {"complaint_id": case.id, "product_id": self.goods.id, "quantity": 5, "move_id": theirs.id}
        lines = self.as_user(self.seller, self.env["customer.complaint.line"])
        with self._refused("is not what"):
            lines.create(vals)
        with self._refused("is not what"):
            lines.create({**vals, "sale_line_id": self.line.id})

    def test_another_company_has_nothing_to_do_with_it(self):
        note = self._note(100)
        elsewhere = self._new_user(
            "customer_policy.group_general_manager,stock.group_stock_manager", "elsewhere", self.other_company
        )
        for record in (note, self._receipt(note), self._return_rule()):
            with self.assertRaises(AccessError):
                self.as_user(elsewhere, record).read(["company_id"])
        self.assertEqual(self._receipt(note).company_id, self.company)

    def test_rules_are_set_by_the_administrator_of_rules(self):
        rule = self._return_rule(over_ratio=5)
        with self.assertRaises(AccessError):
            self.as_role("general_manager", rule).over_ratio = 50
        self.as_role("rules_administrator", rule).over_ratio = 6
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            rule.over_ratio = -1
            rule.flush_recordset()

    def test_who_sells_notes_the_ratio_before_there_is_a_complaint(self):
        mine = self.as_user(self.seller, self.sold)
        with self._refused("cannot be negative"):
            mine.complaint_over_ratio = -1
        mine.write({"complaint_has_over_ratio": True, "complaint_over_ratio": 3})
        self._case(self.sold, (0, {"kind": "return", "quantity": 100}))
        with self._refused("stays as it was agreed"):
            mine.complaint_over_ratio = 50
        mine.write({"complaint_over_ratio": 3, "client_order_ref": "A-1"})
