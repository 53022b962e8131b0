from odoo.fields import Command

from .return_common import ReturnCase


class TestReturnKit(ReturnCase):
    """Kits of core's manufacturing: where it is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "bom_line_id" not in cls.env["stock.move"]._fields or "mrp.bom" not in cls.env:
            cls.skipTest(cls, "manufacturing is not installed")
        cls.parts = [cls._goods(name) for name in ("Board", "Bolt")]
        cls.kit = cls._goods("Shelf", stock=0, is_storable=False)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "type": "phantom",
                "product_qty": 2,
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in zip(cls.parts, (4, 2), strict=True)
                ],
            }
        )
        cls.sold = cls._order((cls.kit, 10))
        cls._ship(cls.sold)
        cls.line = cls.sold.order_line

    def test_kits_come_back_in_parts_and_are_credited_as_kits(self):
        self.assertEqual(self.line.qty_delivered, 10)
        invoice = self._invoice(self.sold)
        note = self._note(3)
        receipt = self._receipt(note)
        found = {move.product_id: move.product_uom_qty for move in receipt.move_ids}
        self.assertEqual(found, {self.parts[0]: 6, self.parts[1]: 3})
        self._receive(note)
        self.assertEqual(note.action_ids.received_quantity, 3)
        self.assertEqual(self.line.qty_delivered, 7)
        credit = self._credit(note)
        self.assertEqual((credit.invoice_line_ids.product_id, credit.invoice_line_ids.quantity), (self.kit, 3))
        self.assertEqual(credit.reversed_entry_id, invoice)
        credit.action_post()
        self.assertEqual(note.state, "done")

    def test_kits_are_replaced_in_parts(self):
        note = self._note(3, kind="replacement")
        self._receive(note)
        note.action_deliver_replacement()
        delivery = note.sudo().action_ids._sent_moves().picking_id.with_env(self.env)
        found = {move.product_id: move.product_uom_qty for move in delivery.move_ids}
        self.assertEqual(found, {self.parts[0]: 6, self.parts[1]: 3})
        self._validate(delivery, user=self.keeper)
        self.assertEqual((note.state, self.line.qty_delivered), ("done", 10))
