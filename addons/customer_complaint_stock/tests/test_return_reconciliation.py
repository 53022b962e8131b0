from .return_common import ReturnCase


class TestReturnReconciliation(ReturnCase):
    """100 approved at 9: what came back, was credited and replaced, and that it adds up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(cls.sold)

    def _report(self):
        self.env.flush_all()
        report = self.as_user(self.finance, self.env["customer.complaint.reconciliation"])
        self.env.invalidate_all()
        return report.search([("company_id", "=", self.company.id)])

    def _row(self, note):
        row = self._report().filtered(lambda one: one.settlement_id == note)
        self.assertEqual(len(row), 1)
        self.assertAlmostEqual(row.approved_amount - row.credited_amount, row.difference_amount)
        self.assertEqual(row.returned_quantity, note.sudo().action_ids.received_quantity)
        return row

    def _assert_quantities(self, note, approved, returned, credited, replaced, difference, explanation):
        row = self._row(note)
        found = (
            row.approved_quantity, row.returned_quantity, row.credited_quantity, row.replaced_quantity,
            row.difference_quantity, row.explanation,
        )  # fmt: skip
        self.assertEqual(found, (approved, returned, credited, replaced, difference, explanation))
        return row

    def _by_hand(self, moved, quantity):
        """Bring back ``quantity`` of what was moved with core's wizard, whichever way it went."""
        return self._validate(self._return_by_hand(moved, quantity), quantity)

    def test_parts_of_a_kit_are_counted_as_on_the_note(self):
        for quantities, back, kits in (({"Screw": 30}, (2,), 0.67), ({"Board": 30, "Bolt": 10}, (2, 1), 0.66)):
            sold, _parts, picking = self._kit(**quantities)
            picking.action_assign()
            self._validate(picking, *quantities.values())
            note = self._note(1, sold)
            self._receive(note, *back)
            self.assertEqual(self._row(note).returned_quantity, kits)

    def test_a_return_from_the_note_to_the_posted_credit_note(self):
        note = self._note(100)
        self._assert_quantities(note, 100, 0, 0, 0, 100, "goods")
        self._receive(note)
        self._assert_quantities(note, 100, 100, 0, 0, 100, "proof")
        credit = self._credit(note)
        self._assert_quantities(note, 100, 100, 0, 0, 100, "posting")
        credit.action_post()
        row = self._assert_quantities(note, 100, 100, 100, 0, 0, False)
        self.assertEqual((row.approved_amount, row.credited_amount, row.difference_amount), (900, 900, 0))
        self.assertFalse(row.is_beyond)

    def test_less_came_back(self):
        note = self._note(100)
        self._receive(note, 96)
        self._credit(note).action_post()
        row = self._assert_quantities(note, 100, 96, 96, 0, 4, "less")
        self.assertEqual((row.credited_amount, row.difference_amount), (864, 36))

    def test_more_came_back_within_the_tolerance_and_beyond(self):
        self._return_rule(over_ratio=5)
        self._excess_rule()
        for quantity, explanation, is_beyond in ((105, "more", False), (106, "beyond", True)):
            with self.subTest(quantity=quantity):
                note = self._note(100, self._delivered())
                self._receive(note, quantity)
                if is_beyond:
                    self.assertTrue(self._row(note).is_beyond, "a decision is needed")
                    self._grant(note)
                self._credit(note).action_post()
                row = self._assert_quantities(note, 100, quantity, quantity, 0, 100 - quantity, explanation)
                self.assertEqual((row.is_beyond, row.difference_amount), (is_beyond, (100 - quantity) * 9))

    def test_not_all_of_it_was_invoiced(self):
        sold = self._order((self.goods, 100))
        self._ship(sold, 60)
        self._invoice(sold)
        self._ship(sold, 40)
        note = self._note(80, sold)
        for receipt in note.sudo().picking_ids.with_env(self.env):
            self._validate(receipt, user=self.keeper)
        self._credit(note).action_post()
        row = self._assert_quantities(note, 80, 80, 60, 0, 20, "not_invoiced")
        self.assertEqual(row.difference_amount, 20 * 9)

    def test_what_went_back_by_hand_and_came_again(self):
        note = self._note(100)
        receipt = self._receive(note)
        again = self._by_hand(receipt, 40)
        self.assertEqual(self._row(note).returned_quantity, 60)
        back = self._by_hand(again, 25)
        self.assertEqual(self._row(note).returned_quantity, 85)
        self._by_hand(back, 5)
        self.assertEqual(self._row(note).returned_quantity, 80)

    def test_what_went_to_the_customer_again_after_it_was_credited(self):
        note = self._note(100)
        receipt = self._receive(note)
        self._credit(note).action_post()
        self._assert_quantities(note, 100, 100, 100, 0, 0, False)
        again = self._by_hand(receipt, 40)
        self._assert_quantities(note, 100, 60, 100, 0, 0, "sent_again")
        message = note.sudo().message_ids[:1]
        self.assertIn("100.0 Units of Film are credited, and 60.0 stayed here", message.body)
        self.assertEqual(message.partner_ids, self.finance.partner_id)
        self._by_hand(again, 40)
        self._assert_quantities(note, 100, 100, 100, 0, 0, False)

    def test_what_another_note_takes_back_of_what_was_sent_again(self):
        first = self._note(100)
        again = self._by_hand(self._receive(first), 40)
        second = self._note(30, again)
        self._receive(second)
        for note, returned in ((first, 60), (second, 30)):
            self.assertEqual(self._row(note).returned_quantity, returned)
            self.assertEqual(note.action_ids.received_quantity, returned)

    def test_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        sold = self._order((self.goods, 10))
        sold.order_line.product_uom_id = dozen
        self._ship(sold)
        self._invoice(sold)
        note = self._note(4, sold)
        note.sudo().action_ids.line_id.uom_id = dozen
        self._receive(note)
        self.assertEqual(self._row(note).returned_quantity, note.action_ids.received_quantity)

    def test_a_replacement(self):
        note = self._note(100, kind="replacement")
        self._receive(note, 98)
        self._assert_quantities(note, 100, 98, 0, 0, 100, "goods")
        note.action_deliver_replacement()
        self._assert_quantities(note, 100, 98, 0, 0, 100, "goods")
        sent = note.sudo().action_ids._sent_moves().picking_id.with_env(self.env)
        self._validate(sent, user=self.keeper)
        self._assert_quantities(note, 100, 98, 0, 98, 2, "less")

    def test_rework_replaces_nothing(self):
        note = self._note(100, kind="rework")
        self._receive(note)
        note.action_send_back()
        sent = note.sudo().action_ids._sent_moves().picking_id.with_env(self.env)
        self._validate(sent, user=self.keeper)
        row = self._row(note)
        self.assertEqual((row.returned_quantity, row.replaced_quantity, row.difference_quantity), (100, 0, 0))

    def test_totals_add_up(self):
        self._excess_rule()
        whole, less, beyond = (self._note(100, self._delivered()) for _note in range(3))
        self._receive(whole)
        self._receive(less, 70)
        self._receive(beyond, 130)
        self._grant(beyond)
        for note in (whole, less, beyond):
            self._credit(note).action_post()
        replaced = self._note(50, self._delivered(), kind="replacement")
        self._receive(replaced)
        replaced.action_deliver_replacement()
        sent = replaced.sudo().action_ids._sent_moves().picking_id.with_env(self.env)
        self._validate(sent, user=self.keeper)
        waiting = self._note(20, self._delivered())
        self.env.flush_all()
        report = self.as_user(self.finance, self.env["customer.complaint.reconciliation"])
        names = ("approved_amount", "credited_amount", "difference_amount", "approved_quantity", "returned_quantity",
                 "credited_quantity", "replaced_quantity", "difference_quantity")  # fmt: skip
        [sums] = report._read_group([("company_id", "=", self.company.id)], [], [f"{name}:sum" for name in names])
        total = dict(zip(names, sums, strict=True))
        self.assertEqual(total["approved_amount"], 9 * (100 + 100 + 100 + 50 + 20))
        self.assertEqual(total["credited_amount"], 9 * (100 + 70 + 130))
        self.assertAlmostEqual(total["approved_amount"] - total["credited_amount"], total["difference_amount"])
        self.assertEqual((total["approved_quantity"], total["returned_quantity"]), (370, 350))
        self.assertEqual((total["credited_quantity"], total["replaced_quantity"]), (300, 50))
        self.assertEqual(total["difference_quantity"], 370 - 300 - 50)
        explained = {row.settlement_id: row.explanation for row in self._report()}
        self.assertEqual(
            explained,
            {whole: False, less: "less", beyond: "beyond", replaced: "no_credit", waiting: "goods"},
        )
        # what was credited is what stands in the books
        credited = self.env["account.move"].search(
            [("complaint_settlement_id", "!=", False), ("company_id", "=", self.company.id)]
        )
        self.assertAlmostEqual(-sum(credited.mapped("amount_untaxed_signed")), total["credited_amount"])

    def _delivered(self):
        """Return one more order, delivered and invoiced."""
        sold = self._order((self.goods, 200))
        self._ship(sold)
        self._invoice(sold)
        return sold
