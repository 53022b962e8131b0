from odoo import models

from .credit_plan import CreditPart


class CustomerComplaintSettlement(models.Model):
    """Goods that were partly charged with an invoice in advance: that part is credited where it was charged."""

    _inherit = "customer.complaint.settlement"

    def _credit_parts(self):
        parts = super()._credit_parts()
        for invoice, lines in self.env["account.move.line"].browse(parts).grouped("move_id").items():
            self._credit_advances(invoice, lines, parts)
        return parts

    def _credit_advances(self, invoice, lines, parts: dict):
        """Take off ``invoice`` what it never charged, since an advance was deducted, and credit the advance instead."""
        planned = [part for line in lines for part in parts[line.id]]
        amount = sum(line._complaint_part_amount(part) for line in lines for part in parts[line.id])
        too_much = amount - lines._complaint_invoice_left()
        for line in invoice.invoice_line_ids.filtered(lambda line: line.is_downpayment and line.price_subtotal < 0):
            taken_back = sum(line._complaint_credit_lines()[line].mapped("price_subtotal"))
            advance = min(too_much, -line.price_subtotal + taken_back)
            if line.currency_id.compare_amounts(advance, 0) <= 0:
                continue
            credited = line._credit_advance(planned[0].action_id, advance, parts)
            parts.setdefault(line.id, []).append(CreditPart(planned[0].action_id, 0, -credited))
            too_much -= credited


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _complaint_part_amount(self, part: CreditPart) -> float:
        """Return what a part of this invoice line comes to, without taxes."""
        if part.amount is not None:
            return part.amount
        return self.currency_id.round(self.price_subtotal * part.quantity / self.quantity)

    def _credit_advance(self, action_id: int, amount: float, parts: dict) -> float:
        """Plan to credit ``amount`` on the advance invoices whose money this line deducts; return how much there is."""
        self.ensure_one()
        charged = self.sale_line_ids.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type == "out_invoice"
                and not line.move_id._complaint_reversed()
                and line.price_subtotal > 0
                and line.currency_id == self.currency_id
                and line.tax_ids == self.tax_ids
            )
        ).sorted("id")
        todo = amount
        for line, (_quantity, left) in charged._complaint_creditable().items():
            share = min(todo, left)
            if line.currency_id.compare_amounts(share, 0) > 0:
                parts.setdefault(line.id, []).append(CreditPart(action_id, 0, share))
                todo -= share
        return amount - todo
