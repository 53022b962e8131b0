"""What must add up after whatever happened; see adds_up."""


class AddsUp:
    """Finds what does not add up in the business of a company."""

    def problems(self) -> list[str]:
        """Return what does not add up."""
        self.env.invalidate_all()
        return [
            *self._credited_problems(),
            *self._returned_problems(),
            *self._result_problems(),
            *self._balance_problems(),
        ]

    def _credited_problems(self):
        for invoice in self.env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("state", "=", "posted"), ("company_id", "=", self.company.id)]
        ):
            notes = invoice.reversal_move_ids.filtered(
                lambda move: move.state == "posted" and not move.complaint_taken_back
            )
            credited = sum(notes.mapped("amount_total"))
            if invoice.currency_id.compare_amounts(credited, invoice.amount_total) > 0:
                yield f"{invoice.name}: {credited} credited of {invoice.amount_total}"
            for line in invoice.invoice_line_ids:
                credits = notes.invoice_line_ids.filtered(
                    lambda one, line=line: one.complaint_credited_line_id == line and not one.complaint_is_amount
                )
                # what is credited by hand alone is core's to look at
                if credits.complaint_action_id and (
                    line.product_uom_id.compare(sum(credits.mapped("quantity")), line.quantity) > 0
                ):
                    yield f"{line.name}: {credits.mapped('quantity')} credited of {line.quantity}"

    def _returned_problems(self):
        moves = self.env["stock.move"].search([("state", "=", "done"), ("company_id", "=", self.company.id)])
        by_hand = self.env["stock.move"]
        for move in moves.filtered(lambda one: one._goes_to_customer() and not one.origin_returned_move_id):
            if move.product_uom.compare(move._complaint_at_customer(), 0) >= 0:
                continue
            returned = move._all_returned().filtered(lambda one: one.state == "done")
            if not returned.complaint_action_id:
                by_hand |= move  # where there is no complaint, what core allows is left alone
                continue
            back = ", ".join(
                f"{one.picking_id.name} {one.quantity} ({one.complaint_action_id.id or 'by hand'})" for one in returned
            )
            yield f"{move.picking_id.name}: {move._complaint_at_customer()} are left of {move.quantity}: {back}"
        lines = self.env["sale.order.line"].search([("company_id", "=", self.company.id)])
        for line in lines:
            if line not in by_hand.sale_line_id and line.product_uom_id.compare(line.qty_delivered, 0) < 0:
                yield f"{line.order_id.name}: {line.qty_delivered} delivered"
            # not qty_invoiced, of which core takes off drafts that are refused when they are posted
            if line.product_uom_id.compare(line.qty_invoiced_posted, 0) >= 0:
                continue
            posted = line.invoice_lines.filtered(lambda one: one.parent_state == "posted")
            if posted.filtered(lambda one: one.complaint_action_id and not one.complaint_is_amount):
                charged = ", ".join(
                    f"{one.move_name} {one.quantity} ({one.complaint_action_id.id or 'by hand'})" for one in posted
                )
                yield f"{line.order_id.name}: {line.qty_invoiced_posted} invoiced: {charged}"

    def _result_problems(self):
        for action in self.env["customer.complaint.action"].search([("company_id", "=", self.company.id)]):
            lines = action._live_credit_lines()
            goods = lines.filtered(lambda line: not line.complaint_is_amount)
            if len({(line.move_id, line.complaint_credited_line_id) for line in goods}) != len(goods):
                yield f"{action.complaint_id.number}: credited twice"
            credited = sum(line.product_uom_id._compute_quantity(line.quantity, action.uom_id) for line in goods)
            posted = goods.filtered(lambda line: line.parent_state == "posted")
            if posted and action.uom_id.compare(credited, action.received_quantity) > 0:
                yield f"{action.complaint_id.number}: {credited} credited, {action.received_quantity} came back"
            if action.kind in ("allowance", "compensation"):
                given = sum(lines.mapped("price_subtotal"))
                if action.currency_id.compare_amounts(given, action.amount) > 0:
                    yield f"{action.complaint_id.number}: {given} given, {action.amount} decided"
            if len(lines.move_id.complaint_settlement_id) > 1:
                yield f"{action.complaint_id.number}: on two notes"
            tolerated = action.approved_quantity * (1 + action.over_ratio / 100)
            excess = action.settlement_id.approval_ids.filtered(
                lambda one: one.operation == "excess" and one.state == "approved"
            )
            if posted and not excess and action.uom_id.compare(credited, tolerated) > 0:
                yield f"{action.complaint_id.number}: {credited} credited, {tolerated} accepted"

    def _balance_problems(self):
        self.env.cr.execute(
            "SELECT move_id, sum(balance) FROM account_move_line WHERE company_id = %s AND parent_state = 'posted' "
            "GROUP BY move_id HAVING abs(sum(balance)) > 0.005",
            [self.company.id],
        )
        for move_id, balance in self.env.cr.fetchall():
            yield f"entry {move_id} is out of balance by {balance}"
        for product in self.products:
            self.env.cr.execute(
                """
                SELECT sum(moved.quantity) FROM (
                    SELECT location_id AS place_id, -quantity_product_uom AS quantity FROM stock_move_line
                     WHERE state = 'done' AND product_id = %(product)s
                     UNION ALL
                    SELECT location_dest_id, quantity_product_uom FROM stock_move_line
                     WHERE state = 'done' AND product_id = %(product)s
                ) moved JOIN stock_location location ON location.id = place_id AND location.usage = 'internal'
                """,
                {"product": product.id},
            )
            moved = self.env.cr.fetchone()[0] or 0
            quants = self.env["stock.quant"].search(
                [("product_id", "=", product.id), ("location_id.usage", "=", "internal")]
            )
            started = self.stock
            if product.uom_id.compare(sum(quants.mapped("quantity")), started + moved):
                yield f"{product.name}: {sum(quants.mapped('quantity'))} in stock, {started + moved} by moves"
