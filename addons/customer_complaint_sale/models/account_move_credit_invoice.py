from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """What a complaint gave back stays within what was charged, also where the invoice or its order changes later."""

    _inherit = "account.move"

    def _complaint_credits(self):
        """Return the posted credit notes by which complaints give back what these invoices charged."""
        return self.reversal_move_ids.filtered(
            lambda move: move.complaint_settlement_id and move.state == "posted" and not move.complaint_taken_back
        )

    def _check_complaint_invoice(self, state: str):
        """Refuse to post these invoices with less than complaints gave back of them, or to cancel them.

        Called with all rights, before ``state`` is set.

        :raises UserError: naming the invoice and the credit note
        """
        for invoice in self:
            for note in invoice._complaint_credits():
                if state == "cancel":
                    message = self.env._(
                        "%(document)s: %(reversal)s takes it back; delete or cancel that first.",
                        document=invoice.display_name,
                        reversal=note.display_name,
                    )
                    raise UserError(message)
                if obstacle := note._over_credited_obstacle(note._complaint_invoice_credits()):
                    message = f"{note.display_name}: {obstacle}"
                    raise UserError(message)

    # refunded with the order: tied to none of its invoices

    def _complaint_refunded_orders(self):
        """Return the order lines of which these documents give something back that is tied to no invoice."""
        return self.invoice_line_ids.filtered(lambda line: line._is_complaint_refund()).sale_line_ids

    def _order_credited_obstacle(self, together=()) -> str:
        """Say of what more than was charged would be given back, by complaints and with the order; or return nothing.

        :param together: those that are posted with it
        """
        self.ensure_one()
        for ordered in self.invoice_line_ids.sale_line_ids:
            lines = ordered.invoice_lines.filtered(
                lambda line: (
                    line.display_type == "product"
                    and line.currency_id == self.currency_id
                    and (line.parent_state == "posted" or line.move_id in together or line.move_id == self)
                    and not line.move_id.complaint_taken_back
                    and not line.move_id._complaint_reversed()
                )
            )
            decided = lines.filtered("complaint_action_id")
            if not decided or not any(line._is_complaint_refund() for line in lines):
                continue
            # what was taken off as decided
            for line in decided:
                lines |= line.move_id.invoice_line_ids.filtered(
                    lambda one, line=line: one.complaint_credited_line_id == line.complaint_credited_line_id
                )
            left = sum(line.price_subtotal * -line.move_id.direction_sign for line in lines)
            if self.currency_id.compare_amounts(left, -self.currency_id.rounding * len(lines)) < 0:
                return self.env._(
                    "More of “%(line)s” than %(invoice)s charged would be credited.",
                    line=ordered.display_name,
                    invoice=", ".join(
                        lines.move_id.filtered(lambda move: move.move_type != "out_refund").mapped("display_name")
                    ),
                )
        return ""


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_complaint_refund(self) -> bool:
        """Say whether the line gives back something of an order, tied to no invoice of it."""
        self.ensure_one()
        move = self.move_id
        return bool(
            self.display_type == "product"
            and self.currency_id.compare_amounts(self.price_subtotal * -move.direction_sign, 0) < 0
            and not move.reversed_entry_id
            and not self.is_downpayment
            and self.sale_line_ids
        )
