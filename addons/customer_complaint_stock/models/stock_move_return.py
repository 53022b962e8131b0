from odoo import models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Returns of what was complained of: never more than was delivered, and of what was delivered."""

    _inherit = "stock.move"

    def _comes_from_customer(self) -> bool:
        self.ensure_one()
        return self.location_id.usage == "customer" and self.location_dest_id.usage != "customer"

    def _goes_to_customer(self) -> bool:
        self.ensure_one()
        return self.location_dest_id.usage == "customer" and self.location_id.usage != "customer"

    def _complaint_moved(self, lot=None, planned=False) -> float:
        """Return how much was moved, in the unit of the product; with ``planned`` also what is about to be."""
        self.ensure_one()
        if self.state == "cancel" or (self.state != "done" and not planned):
            return 0.0
        if self.state != "done" and not lot:
            return self.product_qty
        lines = self.move_line_ids
        if lot:
            lines = lines.filtered(lambda line: line.lot_id == lot)
        return sum(lines.mapped("quantity_product_uom"))

    def _complaint_at_customer(self, lot=None, planned=False) -> float:
        """Return how much of a delivery the customer still has, in the unit of the product.

        Returns made by hand count, and so does what was sent back to the customer after a return.

        :param lot: only of this lot
        :param planned: take off what is to be returned, too
        """
        left = self._complaint_moved(lot)
        for back in self.returned_move_ids.filtered(lambda move: move._comes_from_customer()):
            again = back.returned_move_ids.filtered(lambda move: move._goes_to_customer())
            left -= back._complaint_moved(lot, planned)
            left += sum(move._complaint_at_customer(lot, planned) for move in again)
        return left

    def _complaint_sent_again(self) -> float:
        """Return how much of a receipt the customer has again, in the unit of the product, all of it moved by hand.

        What a complaint takes back of it counts for that complaint only.
        """
        sent = 0.0
        for again in self.returned_move_ids.filtered(lambda move: move._goes_to_customer() and move._is_by_hand()):
            back = again.returned_move_ids.filtered(lambda move: move._comes_from_customer() and move._is_by_hand())
            sent += again._complaint_moved() - sum(move._complaint_kept() for move in back)
        return sent

    def _complaint_kept(self) -> float:
        """Return how much of a receipt stayed here, in the unit of the product, apart from what complaints sent."""
        self.ensure_one()
        return self._complaint_moved() - self._complaint_sent_again()

    def _is_by_hand(self) -> bool:
        return not self.complaint_action_id

    def _complaint_last_steps(self):
        """Return the moves by which what came back reached where it lies now, after the steps through the warehouse."""
        last = self.browse()
        for move in self:
            further = move.move_dest_ids.filtered(
                lambda one, move=move: (
                    one.state == "done"
                    and one.complaint_action_id == move.complaint_action_id
                    and not one._goes_to_customer()
                )
            )
            last |= further._complaint_last_steps() or move
        return last

    # guard

    def _delivery_chain(self):
        """Return the deliveries that these moves are or take back; where they sent goods again, the first ones, too."""
        deliveries, moves = self.browse(), self
        while moves:
            deliveries |= moves.filtered(lambda move: move._goes_to_customer())
            moves = moves.origin_returned_move_id
        return deliveries

    def _all_returned(self):
        """Return what came back of these moves, what was sent again of that, and so on."""
        returned = self.returned_move_ids
        return returned | returned._all_returned() if returned else returned

    def _with_complaints(self):
        """Return those of these deliveries that a complaint takes back, if only in part or what was sent again."""
        return self.filtered(lambda delivery: delivery._delivery_chain()._all_returned().complaint_action_id)

    def _lock_deliveries(self):
        """Let one move that takes back or changes these deliveries be done at a time: the second is tried again.

        Also where no complaint is known of: one may have begun since.
        """
        if self.ids:
            self.flush_recordset(["write_date"])
            self.env.cr.execute("UPDATE stock_move SET write_date = write_date WHERE id = ANY(%s)", [self.ids])

    def _action_done(self, cancel_backorder=False):
        # sudo: what was delivered is compared whoever takes the goods in
        taken_back = self.sudo().filtered(lambda move: move._comes_from_customer())._delivery_chain()
        taken_back._lock_deliveries()
        taken_back = taken_back._with_complaints()
        done = super()._action_done(cancel_backorder)
        taken_back._check_complaint_returned()
        finished = (self.exists() | done).sudo()  # sudo: see above
        finished._check_complaint_lots()
        if actions := finished._complaint_counting():
            actions._follow_moves(finished.filtered(lambda move: move.state == "done"))
        return done

    def _complaint_counting(self):
        """Return the settlements that count these moves: what is sent back by hand changes how much came back, and
        what comes back of that again.
        """
        actions, moves = self.complaint_action_id, self
        while moves:
            origins = moves.origin_returned_move_id
            actions |= origins.complaint_action_id
            moves = origins.filtered(lambda move: move._is_by_hand())
        return actions

    # changed after they were done

    def _complaint_counted(self):
        """Return those of these moves that are done and that complaints count, or compare with what came back."""
        done = self.filtered(lambda move: move.state == "done")
        deliveries = done._delivery_chain()
        deliveries._lock_deliveries()
        compared = deliveries._with_complaints()
        return done.filtered(lambda move: move._complaint_counting() or move._delivery_chain() & compared)

    def _complaint_count(self) -> dict:
        """Return how much of each of these moves was moved, by lot."""
        return {move: {lot: move._complaint_moved(lot) for lot in (None, *move.move_line_ids.lot_id)} for move in self}

    def _check_complaint_recount(self, before: dict):
        """Compare these done moves, of which more or less is said to have been moved, as if they were done now.

        :param before: see :meth:`_complaint_count`
        :raises UserError: when more came back than was delivered, or something else
        """
        now = self._complaint_count()
        changed = self.filtered(lambda move: now[move] != before[move])
        changed._delivery_chain()._with_complaints()._check_complaint_returned()
        changed._check_complaint_lots()
        if actions := changed._complaint_counting():
            actions._follow_recount({move: before[move][None] for move in changed})

    def _action_cancel(self):
        result = super()._action_cancel()
        # sudo: the note follows its moves whoever cancels them
        if actions := self.sudo().complaint_action_id:
            actions._follow_moves(self.browse())
        return result

    def _check_complaint_returned(self):
        """Refuse to take back more than was delivered.

        :raises UserError: naming the delivery
        """
        # for all at once: what is filtered would be read one by one
        self._all_returned().fetch(["state"])
        for delivery in self:
            lots = delivery.returned_move_ids.filtered(lambda move: move.state == "done").move_line_ids.lot_id
            for lot in (None, *lots):
                if delivery.product_id.uom_id.compare(delivery._complaint_at_customer(lot), 0) < 0:
                    raise UserError(
                        self.env._(
                            "%(delivery)s delivered %(quantity)s %(uom)s of %(product)s: more than that cannot come "
                            "back.",
                            delivery=delivery.picking_id.display_name,
                            quantity=delivery._complaint_moved(lot),
                            uom=delivery.product_id.uom_id.display_name,
                            product=" ".join(filter(None, (delivery.product_id.display_name, lot and lot.name))),
                        )
                    )

    def _check_complaint_lots(self):
        """Refuse other lots and serial numbers than those that were complained of or delivered."""
        for move in self.filtered("complaint_action_id"):
            if move.state != "done" or not move._comes_from_customer():
                continue
            allowed = move.complaint_action_id._lot() or move.origin_returned_move_id.move_line_ids.lot_id
            other = move.move_line_ids.lot_id - allowed
            if other:
                raise UserError(
                    self.env._(
                        "%(picking)s: %(lots)s is not what is to come back: %(allowed)s.",
                        picking=move.picking_id.display_name,
                        lots=", ".join(other.mapped("name")),
                        allowed=", ".join(allowed.mapped("name")),
                    )
                )

    def _set_complaint_lots(self):
        """Let a return be of the lot or serial number that was complained of, not of any of the delivery."""
        for move in self.filtered(lambda move: move.complaint_action_id and move._comes_from_customer()):
            lot = move.complaint_action_id._lot()
            if lot and move.move_line_ids.lot_id != lot:
                move.move_line_ids.unlink()
                vals = move._prepare_move_line_vals(quantity=move.product_qty)
                self.env["stock.move.line"].create({**vals, "lot_id": lot.id})
