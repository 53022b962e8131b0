from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintAction(models.Model):
    """What comes back: planned once through core's return wizard, and counted as the warehouse took it in."""

    _inherit = "customer.complaint.action"

    received_quantity = fields.Float(
        "Received",
        digits="Product Unit",
        compute="_compute_received_quantity",
        compute_sudo=True,
        help="What came back, less what was sent to the customer again by hand.",
    )

    @api.depends("move_ids.state", "move_ids.quantity", "move_ids.returned_move_ids.state")
    def _compute_received_quantity(self):
        # for all at once: what is filtered would be read one by one
        self.move_ids.move_line_ids.fetch(["quantity_product_uom"])
        self.move_ids.returned_move_ids.fetch(["state"])
        for action in self:
            moved = {}
            for move in action._receipt_moves().filtered(lambda move: move.state == "done"):
                moved.setdefault(move.product_id, 0)
                moved[move.product_id] += move._complaint_kept()
            action.received_quantity = action._in_own_unit(moved) if moved else 0

    def _receipt_moves(self):
        return self.move_ids.filtered(lambda move: move._comes_from_customer())

    def _open_receipts(self):
        return self._receipt_moves().filtered(lambda move: move.state not in ("done", "cancel"))

    def _is_to_come_back(self) -> bool:
        """Say whether nothing of it came back, and nothing is on the way."""
        return not self._open_receipts() and not self._has_come_back()

    def _has_come_back(self) -> bool:
        return self.uom_id.compare(self.received_quantity, 0) > 0

    def _came_after_all(self) -> bool:
        """Say whether goods came back of which it is said that nothing comes of them, although something can."""
        self.ensure_one()
        if not self.no_result_reason or self.kind != "return":
            return bool(self.no_result_reason)
        return any(quantity > 0 for quantity, _amount in self._credit_base_lines()._complaint_creditable().values())

    def _nothing_to_credit(self):
        if self._receipt_moves() and not self._has_come_back():
            return self.env._("Nothing came back.")
        return super()._nothing_to_credit()

    def _is_credited(self):
        return super()._is_credited() or (self.kind == "return" and not self.no_result_reason)

    def _credit_quantity(self):
        return self.received_quantity if self.kind == "return" else super()._credit_quantity()

    # made once

    def _return_obstacle(self, planned: dict) -> str:
        """Say why the goods cannot be returned as the note says, or return an empty string.

        :param planned: how much of each delivery and lot other settlements of the note take back
        """
        self.ensure_one()
        line = self.line_id
        if not line:
            return self.env._("“%s” names no product that could come back.", self._label())
        if self.uom_id.compare(self.return_quantity, 0) <= 0:
            return self.env._("Say how much of “%s” comes back.", self._label())
        if not self.uom_id._has_common_reference(line.product_id.uom_id):
            return self.env._(
                "“%(action)s”: %(product)s is not measured in %(unit)s.",
                action=self._label(),
                product=line.product_id.display_name,
                unit=self.uom_id.display_name,
            )
        for product, quantity in self._goods().items():
            wanted = product.uom_id.round(self.return_quantity * quantity)
            lot = self._lot()
            left = sum(self._left_to_return(move, planned) for move in self._deliveries(product))
            if product.uom_id.compare(wanted, left) > 0:
                return self.env._(
                    "%(wanted)s %(unit)s of %(product)s are to come back, the customer has %(left)s of them.",
                    wanted=wanted,
                    unit=product.uom_id.display_name,
                    product=" ".join(filter(None, (product.display_name, lot.name))),
                    left=product.uom_id.round(left),
                )
        return ""

    def _left_to_return(self, move, planned: dict) -> float:
        lot = self._lot()
        return max(move._complaint_at_customer(lot, planned=True) - planned.get((move, lot), 0), 0)

    def _plan_return(self, planned: dict) -> list[tuple]:
        """Return which delivery takes back how much: move, quantity in the unit of the product.

        :param planned: how much of each delivery and lot is taken back beside it; what this takes is added
        :raises UserError: when the customer has less than that
        """
        self.ensure_one()
        if obstacle := self._return_obstacle(planned):
            raise UserError(obstacle)
        plan, lot = [], self._lot()
        for product, quantity in self._goods().items():
            todo = product.uom_id.round(self.return_quantity * quantity)
            for move in self._deliveries(product):
                part = min(todo, self._left_to_return(move, planned))
                if product.uom_id.compare(part, 0) > 0:
                    plan.append((move, part))
                    planned[move, lot] = planned.get((move, lot), 0) + part
                    todo -= part
        return plan

    def _prepare_return_line_vals(self, move, quantity: float) -> dict:
        """Return the values of a line of the return wizard, in the unit of the settlement where that is exact."""
        self.ensure_one()
        base, unit = move.product_id.uom_id, self.uom_id
        in_unit = base._compute_quantity(quantity, unit, rounding_method="HALF-UP")
        back = unit._compute_quantity(in_unit, base, rounding_method="HALF-UP")
        if move.product_id != self.line_id.product_id or base.compare(back, quantity):
            in_unit, unit = quantity, base
        return {
            "product_id": move.product_id.id,
            "move_id": move.id,
            "quantity": in_unit,
            "complaint_uom_id": unit.id,
            "complaint_action_id": self.id,
            # what is replaced or reworked stays delivered
            "to_refund": self.kind == "return",
        }

    def _follow_moves(self, done):
        """Bring the notes up to date with their moves; called with all rights, by the moves.

        :param done: those that were just done
        """
        # what was sent back, and came back of that, counts however far
        self.invalidate_recordset(["received_quantity"])
        followed = self.filtered(
            lambda action: (
                action.settlement_id.state in ("issued", "finance", "done")
                and action._receipt_moves()
                and not action._open_receipts()
            )
        )
        came = followed.filtered(lambda action: action._has_come_back())
        # where a credit note is there, finance is told by it
        for action in (followed - came).filtered(lambda action: not action._live_credit_lines()):
            action.no_result_reason = action._nothing_to_credit()
        for settlement, actions in came.filtered(lambda one: one._came_after_all()).grouped("settlement_id").items():
            settlement._take_up(actions)
        receipts = done.filtered(lambda move: move.complaint_action_id and move._comes_from_customer())
        self.settlement_id._follow_moves(receipts)

    def _follow_recount(self, before: dict):
        """Bring the notes up to date with receipts that were changed after they were done; called with all rights.

        :param before: how much of each of these moves had been counted
        """
        self.settlement_id._note_recount(before)
        self._follow_moves(self.env["stock.move"])
