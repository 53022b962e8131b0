from odoo import fields, models


class CustomerComplaintAction(models.Model):
    """What is sent for what came back: a replacement, or the goods themselves after rework; once."""

    _inherit = "customer.complaint.action"

    def _sent_moves(self):
        """Return the moves that bring goods to the customer, or are on the way there, and were not cancelled."""
        return self.move_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and not move._comes_from_customer()
                and (move._goes_to_customer() or move.location_final_id.usage == "customer")
            )
        )

    def _left_to_send(self) -> dict:
        """Return how much of what came back is neither replaced or brought back nor on the way, by receipt.

        In the unit of the product; a replacement is for all receipts of a product together.
        """
        self.ensure_one()
        receipts, left = self._done_receipts(), {}
        replaced = self.kind == "replacement"
        for mine in receipts.grouped("product_id").values() if replaced else receipts:
            sent = self._sent_moves().filtered(lambda move, product=mine.product_id: move.product_id == product)
            if not replaced:
                sent &= mine.returned_move_ids
            quantity = sum(move._complaint_kept() for move in mine)
            # of a step through the warehouse that is done the next one counts
            quantity -= sum(
                move._complaint_moved(planned=True) for move in sent if move._goes_to_customer() or move.state != "done"
            )
            if mine.product_id.uom_id.compare(quantity, 0) > 0:
                left[mine] = quantity
        return left

    def _is_sent(self) -> bool:
        """Say whether all that came back was replaced or brought back."""
        self.ensure_one()
        moved = {}
        for move in self._sent_moves().filtered(lambda move: move.state == "done" and move._goes_to_customer()):
            moved[move.product_id] = moved.get(move.product_id, 0) + move._complaint_moved()
        sent = self._in_own_unit(moved) if moved else 0
        return self.uom_id.compare(sent, self.received_quantity) >= 0

    def _is_carried_out(self) -> bool:
        """Say whether the goods came back, and where others are sent for them, were sent."""
        self.ensure_one()
        if not self._is_of_goods() or self.no_result_reason:
            return True
        receipts = self._receipt_moves()
        return bool(receipts) and not self._open_receipts() and (self.kind == "return" or self._is_sent())

    def _create_replacement(self):
        """Ask the warehouse to send the same goods, as many as came back."""
        Procurement = self.env["stock.rule"].Procurement
        procurements = []
        for settlement, actions in self.grouped("settlement_id").items():
            # a reference of their own: they are not put into what is still open of the order, where core would charge
            # them as one more line of it
            reference = self.env["stock.reference"].create({"name": settlement.display_name})
            for action in actions:
                for receipts, quantity in action._left_to_send().items():
                    product, delivered = receipts.product_id, receipts[:1].origin_returned_move_id
                    procurements.append(
                        Procurement(
                            product,
                            quantity,
                            product.uom_id,
                            delivered.location_dest_id,
                            product.display_name,
                            settlement.display_name,
                            action.company_id,
                            {
                                "reference_ids": reference,
                                "date_planned": fields.Datetime.now(),
                                "warehouse_id": delivered.picking_type_id.warehouse_id,
                                "partner_id": delivered.picking_id.partner_id.id,
                                "location_final_id": delivered.location_dest_id,
                                "company_id": action.company_id,
                                "complaint_action_id": action.id,
                            },
                        )
                    )
        self.env["stock.rule"].run(procurements)

    def _done_receipts(self):
        return self._receipt_moves().filtered(lambda move: move.state == "done")

    def _create_send_back(self):
        """Return what came back to the customer, through core's return wizard."""
        lines = {}
        for action in self:
            for move, left in action._left_to_send().items():
                lines.setdefault(move.picking_id, []).append(action._prepare_return_line_vals(move, left))
        self.settlement_id._run_return_wizards(lines)
