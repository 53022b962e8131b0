from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "customer.complaint.over.ratio.mixin"]

    def _complaint_lines_domain(self):
        return [("sale_line_id", "=", self.id)]

    def _prepare_complaint_lines(self):
        """Goods are complained of as they were shipped: by lot and day; a kit as it was sold."""
        # sudo: who sells need not read stock moves; what was delivered is told to whoever may read the order
        shipped = self.sudo().move_ids._complaint_deliveries()
        # what came back and was sent again was delivered once
        shipped = shipped.filtered(
            lambda move: move.product_id == move.sale_line_id.product_id and not move.origin_returned_move_id
        )
        lines = self.filtered(lambda line: line in shipped.sale_line_id)
        vals_list = [vals for line in lines for vals in line._prepare_complaint_shipped_lines(shipped)]
        kits = (self - lines).filtered(lambda line: line._complaint_delivered_kits() > 0)
        vals_list += [line._prepare_complaint_line_vals() for line in kits]
        rest = self - lines - kits
        # goods that were not shipped stand there only when nothing was
        if not vals_list or rest.filtered(lambda line: line.qty_delivered > 0):
            vals_list += super(SaleOrderLine, rest)._prepare_complaint_lines()
        return vals_list

    def _prepare_complaint_shipped_lines(self, shipped) -> list[dict]:
        """Return one line for each lot that was shipped, of all its shipments, with the day of the last."""
        self.ensure_one()
        found = {}
        for vals in shipped.filtered(lambda move: move.sale_line_id == self)._prepare_complaint_lines():
            before = found.get((vals["lot_id"], vals["uom_id"]))
            if before:
                vals["quantity"] += before["quantity"]
                vals = max(vals, {**before, "quantity": vals["quantity"]}, key=lambda one: one["shipped_date"])
            found[vals["lot_id"], vals["uom_id"]] = vals
        return list(found.values())

    def _prepare_complaint_line_vals(self):
        vals = super()._prepare_complaint_line_vals()
        if kits := self._complaint_delivered_kits():
            vals["quantity"] = kits
        return vals

    # what came back and is credited by its note

    def _compute_qty_to_invoice(self):
        """What came back with a complaint is credited by its note, and not refunded with the order as well."""
        result = super()._compute_qty_to_invoice()
        for line in self:
            if line.product_uom_id and line.qty_to_invoice < 0:
                line.qty_to_invoice = min(line.qty_to_invoice + line._complaint_waits_for_credit(), 0)
            if line.state == "sale" and line.product_id.invoice_policy == "order":
                line.qty_to_invoice += line._complaint_sent_after_credit()
        return result

    def _complaint_sent_after_credit(self) -> float:
        """Return how much was credited and then sent to the customer again, in the unit of the line: to be charged."""
        self.ensure_one()
        sent = 0
        for action, credits in self.invoice_lines.sudo().grouped("complaint_action_id").items():  # sudo: only how much
            if action.kind == "return":
                credits &= action._live_credit_lines()
                credits = credits.filtered(lambda line: line.parent_state == "posted")
                gone = action._credited_goods(credits) - action._credit_quantity()
                sent += action.uom_id._compute_quantity(max(gone, 0), self.product_uom_id, round=False)
        return sent

    def _complaint_waits_for_credit(self) -> float:
        """Return how much came back that a note is still to credit, in the unit of the line."""
        self.ensure_one()
        # sudo: only how much
        actions = (
            self.env["customer.complaint.action"]
            .sudo()
            .search(
                [
                    ("line_id.sale_line_id", "=", self.id),
                    ("kind", "=", "return"),
                    ("no_result_reason", "=", False),
                    ("settlement_id.state", "in", ("issued", "finance")),
                ]
            )
        )
        waiting = 0
        for action in actions:
            left = action.received_quantity - action._credited_goods(action._live_credit_lines())
            waiting += action.uom_id._compute_quantity(max(left, 0), self.product_uom_id, round=False)
        return waiting

    # kits: sold as one product, shipped as others

    def _complaint_kit_parts(self) -> dict:
        """Return how much of each product one unit of this line is shipped as, in the units of the products.

        It follows from what the order asked of the warehouse, whichever addon knows what the kit is made of. Empty
        where the product is shipped as it is sold.
        """
        self.ensure_one()
        # sudo: see above
        moves = self.sudo().move_ids.filtered(
            lambda move: move.product_id != self.product_id and not move.origin_returned_move_id
        )
        parts = {}
        if self.product_uom_qty > 0:
            # of a chain of transfers the first says what was asked for; the others may not be made yet
            for move in moves.filtered(lambda move: not move.move_orig_ids & moves):
                parts[move.product_id] = parts.get(move.product_id, 0) + move.product_qty / self.product_uom_qty
        return {product: quantity for product, quantity in parts.items() if quantity > 0}

    def _complaint_delivered_kits(self) -> float:
        """Return how many complete kits reached the customer, in the unit of the line; 0 where it is no kit."""
        parts = self._complaint_kit_parts()
        if not parts:
            return 0.0
        # sudo: see above; what was sent back after rework is counted with what it was at first
        shipped = self.sudo().move_ids._complaint_deliveries().filtered(lambda move: not move.origin_returned_move_id)
        kits = (
            sum(move._complaint_at_customer() for move in shipped if move.product_id == product) / quantity
            for product, quantity in parts.items()
        )
        return self.product_uom_id.round(min(kits), rounding_method="DOWN")
