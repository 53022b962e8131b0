from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Credit notes of a complaint to the cent: as decided, and together never more than the invoice."""

    _inherit = "account.move"

    def _deduct_undecided(self, parts: dict):
        """Take off what the prices of the invoice give beyond the decided amounts, with a line of its own."""
        self.ensure_one()
        vals_list = []
        for line in self.invoice_line_ids.filtered("complaint_action_id"):
            origin = line.complaint_credited_line_id
            for part in parts.get(origin.id, ()):
                if part.action_id != line.complaint_action_id.id or part.amount is None:
                    continue
                if bool(part.quantity) == line.complaint_is_amount:
                    continue
                too_much = line.price_subtotal - part.amount
                if not self.currency_id.is_zero(too_much):
                    vals_list.append(line._prepare_complaint_deduction_vals(too_much))
        if vals_list:
            self.write({"invoice_line_ids": [(0, 0, vals) for vals in vals_list]})

    def _round_last_credit(self):
        """Level the cents by which the parts of an invoice, each rounded, are more than the whole, or at the end less.

        :raises UserError: when it is more than rounding can explain
        """
        self.ensure_one()
        invoice = self.reversed_entry_id
        notes = invoice.reversal_move_ids.filtered(
            lambda move: move.state != "cancel" and move.move_type == "out_refund" and not move.complaint_taken_back
        )
        too_much = sum(notes.mapped("amount_total")) - invoice.amount_total
        whole = self.currency_id.compare_amounts(too_much, 0) < 0 and invoice._is_credited_whole()
        if self.currency_id.is_zero(too_much) or (too_much < 0 and not whole):
            return
        if abs(too_much) > self._credit_rounding_limit(notes):
            if too_much < 0:
                return
            raise UserError(
                self.env._(
                    "%(note)s: with it, %(invoice)s would be credited with %(amount)s more than it is of.",
                    note=self.complaint_settlement_id.display_name,
                    invoice=invoice.display_name,
                    amount=self.currency_id.format(too_much),
                )
            )
        line = self.invoice_line_ids.filtered("complaint_action_id")[-1]
        vals = {**line._prepare_complaint_deduction_vals(too_much), "name": self.env._("Rounding"), "tax_ids": False}
        self.write({"invoice_line_ids": [(0, 0, {**vals, "price_unit": -too_much})]})

    def _is_credited_whole(self) -> bool:
        """Say whether credit notes, draft ones included, take back all that this invoice charged."""
        left = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.price_subtotal > 0
        )._complaint_creditable()
        return all(line.currency_id.is_zero(amount) for line, (_quantity, amount) in left.items())

    def _credit_rounding_limit(self, notes) -> float:
        """Return how much rounding can come to: a unit for each line and tax, and the cash rounding of the invoice."""
        lines = notes.line_ids.filtered(lambda line: line.display_type in ("product", "tax"))
        cash = self.reversed_entry_id.invoice_cash_rounding_id.rounding
        return self.currency_id.rounding * len(lines) + cash


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _credit_slack(self) -> float:
        """Return by how much rounding brought what these lines credit beyond what was decided; company currency.

        Nothing but the cents that were levelled on the last credit note of an invoice, and what the rate explains.
        """
        levelled = self.filtered(lambda line: line.complaint_is_amount and not line.product_id and line.balance > 0)
        foreign = self.move_id.filtered(lambda note: note.currency_id != note.company_currency_id)
        return sum(levelled.mapped("balance")) + sum(
            note._credit_rounding_limit(note) / note.invoice_currency_rate for note in foreign
        )

    def _prepare_complaint_deduction_vals(self, amount: float) -> dict:
        """Return the values of a line that takes ``amount``, without taxes, off what this line credits."""
        self.ensure_one()
        return {
            "name": self.env._(
                "Deduction as decided: %s",
                self.name or self.product_id.display_name or "",
            ),
            "account_id": self.account_id.id,
            "quantity": 1,
            "price_unit": -self._complaint_price_of(amount),
            "tax_ids": [(6, 0, self._complaint_money_taxes().ids)],
            "analytic_distribution": self.analytic_distribution,
            "complaint_action_id": self.complaint_action_id.id,
            "complaint_credited_line_id": self.complaint_credited_line_id.id,
            "complaint_is_amount": True,
        }
