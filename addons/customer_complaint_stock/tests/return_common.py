from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.customer_complaint_sale.tests.settlement_common import SettlementCase


class ReturnCase(SettlementCase):
    """Goods of which 200 are delivered and invoiced, a keeper of the warehouse, and a superior who decides on more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._new_user("base.group_user,stock.group_stock_user", login=f"keeper@{cls.company.id}")
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.goods = cls._goods()
        cls.sold = cls._order((cls.goods, 200))
        cls.shipped = cls._ship(cls.sold)
        cls.line = cls.sold.order_line

    @classmethod
    def _goods(cls, name="Film", stock=1000, **values):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "invoice_policy": "delivery",
                "taxes_id": False,
                "standard_price": 5,
                **values,
            }
        )
        if stock:
            cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse.lot_stock_id, stock)
        return product

    @classmethod
    def _validate(cls, picking, *quantities, backorder=False, user=None):
        """Do the transfer, of each move the given quantity or all of it."""
        for move, quantity in zip(picking.move_ids, quantities, strict=False):
            move.quantity = quantity
            move.picked = True
        skip = [] if backorder else picking.ids
        picking = picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=skip)
        if user:
            picking = picking.with_user(user).with_context(allowed_company_ids=user.company_id.ids)
        picking.button_validate()
        return picking.with_env(cls.env)

    @classmethod
    def _ship(cls, order, *quantities, backorder=True):
        picking = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        picking.action_assign()
        return cls._validate(picking, *quantities, backorder=backorder)

    @classmethod
    def _return_by_hand(cls, picking, quantity):
        """Return the transfer by which some of a transfer goes back by hand."""
        wizard = cls.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = quantity
        return wizard._create_return()

    def _kit(self, **quantities):
        """Return an order of 10 kits, as any addon that knows kits has so many of these parts delivered."""
        parts = [self._goods(name) for name in quantities]
        sold = self._order((self._goods("Shelf", stock=0, is_storable=False), 10))
        sold.picking_ids.action_cancel()
        sold.picking_ids.move_ids.sale_line_id = False
        sold.picking_ids.unlink()
        vals = {
            "picking_type_id": self.warehouse.out_type_id.id,
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            "partner_id": self.partner.id,
        }
        moves = [
            {
                "product_id": part.id,
                "product_uom_qty": quantity,
                "sale_line_id": sold.order_line.id,
                "location_id": vals["location_id"],
                "location_dest_id": vals["location_dest_id"],
            }
            for part, quantity in zip(parts, quantities.values(), strict=True)
        ]
        picking = self.env["stock.picking"].create({**vals, "move_ids": [Command.create(move) for move in moves]})
        picking.action_confirm()
        return sold, parts, picking

    @contextmanager
    def _refused(self, message):
        """Expect an error, and take back what was done before it."""
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            yield

    def _note(self, quantity, record=None, kind="return", issue=True, **values):
        """Return the note by which ``quantity`` of the goods comes back, issued unless told otherwise."""
        case = self._case(record or self.sold, (0, {"kind": kind, "quantity": quantity, **values}))
        note = self._settle(case)
        note.write({"reason": "Wet", "handling_method": "Repulp"})
        if issue:
            note.action_issue()
        return note

    def _receipt(self, note):
        receipts = note.sudo().action_ids._open_receipts().picking_id
        self.assertEqual(len(receipts), 1)
        return receipts.with_env(self.env)

    def _receive(self, note, *quantities, **kwargs):
        return self._validate(self._receipt(note), *quantities, user=self.keeper, **kwargs)

    def _return_rule(self, **values):
        return self.env["customer.complaint.return.rule"].create(
            {"name": "Returns", "code": "returns", "company_id": self.company.id, "mode": "enforce", **values}
        )

    def _excess_rule(self, operation="excess"):
        return self.env["customer.approval.rule"].create(
            {
                "name": "More than approved",
                "code": f"returns_{operation}",
                "company_id": self.company.id,
                "document_model": "customer.complaint.settlement",
                "operation": operation,
                "mode": "enforce",
                "level_ids": [
                    Command.create(
                        {"decided_by": "group", "group_id": self.env.ref("customer_policy.group_general_manager").id}
                    )
                ],
            }
        )

    def _grant(self, note, operation="excess"):
        approval = note.sudo()._current_approvals(operation)
        self.assertEqual(approval.state, "pending")
        self.as_user(self.decider, approval).action_approve()
