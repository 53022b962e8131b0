from typing import NamedTuple

from odoo import models


class ReturnRow(NamedTuple):
    """One line of a return note as it is printed; quantities in the unit of the line."""

    kind: str
    product: str
    part_number: str
    lots: str
    invoices: str
    unit: str
    approved: float
    received: float
    #: what is credited of what came back, or will be of what was approved; company currency, without taxes
    price_unit: float
    amount: float


class CustomerComplaintSettlement(models.Model):
    """The return note and the return certificate as papers, and who is told of what came back."""

    _inherit = "customer.complaint.settlement"

    def _paper_report(self):
        if self.kind == "return":
            return self.env.ref("customer_complaint_stock.report_customer_complaint_return")
        return super()._paper_report()

    def _return_rows(self) -> list[ReturnRow]:
        """Return what the note says, line by line, to whoever may read it."""
        self.ensure_one()
        kinds = dict(self.action_ids._fields["kind"]._description_selection(self.env))
        rows = []
        # sudo: what was delivered, invoiced and received is on the note of whoever reads it
        for action in self.sudo().action_ids:
            line = action.line_id
            received = action._receipt_moves().filtered(lambda move: move.state == "done")
            approved = action.approved_quantity or action.return_quantity
            price = action.amount / action.quantity if action.quantity else line.price_unit
            rows.append(
                ReturnRow(
                    kind=kinds[action.kind],
                    product=line.product_id.display_name or "",
                    part_number=line.part_number or "",
                    lots=", ".join(received.lot_ids.mapped("name")) or line.lot_name or "",
                    invoices=", ".join(action._credit_base_lines().move_id.mapped("name")),
                    unit=line.uom_id.name or "",
                    approved=approved,
                    received=action.received_quantity,
                    price_unit=price,
                    amount=self.currency_id.round(price * (action.received_quantity if received else approved)),
                )
            )
        return rows

    def _tell_received(self, receipts):
        """Tell those who keep a copy of the note how much came back (S1.2-12.2b)."""
        result = super()._tell_received(receipts)
        if not self._keepers():
            return result
        found = ", ".join(
            f"{action.received_quantity:g}/{action.approved_quantity:g} {action.uom_id.name} "
            f"{action.line_id.product_id.display_name}"
            for action in self.action_ids
        )
        self._hand_out_copies(
            self.env._("When the goods were received"),
            self.env._("Received for %(note)s: %(found)s", note=self.display_name, found=found),
        )
        return result
