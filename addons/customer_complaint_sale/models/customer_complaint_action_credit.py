from odoo import api, fields, models
from odoo.exceptions import UserError

from .credit_plan import CreditPart


class CustomerComplaintAction(models.Model):
    """Which lines of which invoices a decided settlement credits, and with how much."""

    _inherit = "customer.complaint.action"

    credited_quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_credited",
        help="With posted credit notes, in the unit of the product.",
    )
    credited_amount = fields.Monetary(
        compute="_compute_credited",
        help="With posted credit notes, without taxes, in the currency of the company at the rate of the invoices.",
    )

    @api.depends(
        "credit_line_ids.parent_state",
        "credit_line_ids.move_id.complaint_taken_back",
        "credit_line_ids.quantity",
        "credit_line_ids.balance",
    )
    def _compute_credited(self):
        for action in self:
            # sudo: how much was credited is told to whoever reads what was decided
            lines = action.sudo()._live_credit_lines().filtered(lambda line: line.parent_state == "posted")
            action.credited_quantity = action._credited_goods(lines)
            action.credited_amount = sum(lines.mapped("balance"))

    def _credited_goods(self, lines) -> float:
        """Return how much of the goods these lines of credit notes take back, in the unit of the product."""
        self.ensure_one()
        unit = self.uom_id
        goods = lines.filtered(lambda line: line.product_id and not line.complaint_is_amount)
        return sum(line.product_uom_id._compute_quantity(line.quantity, unit, round=False) for line in goods if unit)

    def _live_credit_lines(self):
        """Return the lines of credit notes that carry it out, draft ones included and reversed ones not."""
        return self.credit_line_ids.filtered(
            lambda line: line.parent_state != "cancel" and not line.move_id.complaint_taken_back
        )

    def _credit_quantity(self) -> float:
        """Hook: return how much came back and is credited, in the unit of the product."""
        return 0.0

    def _is_credited(self) -> bool:
        """Hook: say whether a credit note comes of this settlement."""
        return self.kind in ("allowance", "compensation")

    def _is_left_to_credit(self) -> bool:
        """Say whether credit notes, draft ones included, credit less than was decided and came back."""
        lines = self._live_credit_lines()
        if self.kind in ("allowance", "compensation"):
            return self.currency_id.compare_amounts(self.amount, sum(lines.mapped("balance"))) > 0
        return self.uom_id.compare(self._credit_quantity(), self._credited_goods(lines)) > 0

    def _taken_by(self):
        """Return the credit notes that take back what these settlements are about, and do not carry them out."""
        lines = self.env["account.move.line"].union(*(action._credit_base_lines() for action in self))
        credits = lines.union(*lines._complaint_credit_lines().values()) - lines
        return credits.filtered(lambda line: line.complaint_action_id not in self).move_id

    def _nothing_to_credit(self) -> str:
        """Say why no credit note comes of it."""
        self.ensure_one()
        if credits := self._taken_by():
            names = ", ".join(credits.mapped("display_name"))
            return self.env._("All that was invoiced of it is credited already, with %s.", names)
        return self.env._("Nothing of it was invoiced.")

    def _credit_base_lines(self):
        """Return the posted invoice lines that charged what the settlement is about, oldest first; with all rights.

        A settlement that names no product is about the invoice that the note names.
        """
        self.ensure_one()
        line = self.line_id
        if not line:
            charged = self.settlement_id.invoice_id.invoice_line_ids
        else:
            charged = line.invoice_line_id | line.sale_line_id.invoice_lines
            if line.invoice_line_id and not line.sale_line_id:
                charged = line.invoice_line_id
        return charged.filtered(
            lambda one: (
                one.parent_state == "posted"
                and one.move_id.move_type in ("out_invoice", "out_receipt")
                and one.display_type == "product"
                and one.company_id == self.company_id
                and not one.is_downpayment
                # what reverses a credit note of a complaint charges nothing: the two cancel each other out
                and not one.move_id._complaint_reversed()
                and (not line or one.product_id == line.product_id)
            )
        ).sorted(lambda one: (one != line.invoice_line_id, one.date, one.id))

    def _credit_parts(self, creditable: dict) -> dict[int, list[CreditPart]]:
        """Return what is credited of which invoice line; takes it off ``creditable``.

        :param creditable: quantity and amount that are left of each invoice line, see ``_complaint_creditable``
        :raises UserError: when less is left than was decided
        """
        self.ensure_one()
        lines = self._credit_base_lines()
        if self.kind in ("allowance", "compensation"):
            return self._credit_amount_parts(lines, creditable)
        return self._credit_quantity_parts(lines, creditable)

    def _credit_amount_parts(self, lines, creditable) -> dict[int, list[CreditPart]]:
        """Spread the decided amount over what is left of the lines, by its share, exact to the cent."""
        if not lines:
            raise UserError(
                self.env._(
                    "%(note)s: nothing was invoiced yet for “%(action)s” that could be credited.",
                    note=self.settlement_id.display_name,
                    action=self._label(),
                )
            )
        parts = {}
        todo = self.currency_id.round(self.amount - sum(self._live_credit_lines().mapped("balance")))
        left = {line: line._complaint_company_amount(creditable[line][1]) for line in lines}
        total = sum(left.values())
        if self.currency_id.compare_amounts(todo, total) > 0:
            raise UserError(
                self.env._(
                    "%(note)s: %(decided)s were decided for “%(action)s”, only %(left)s are left to be credited on "
                    "%(invoices)s.",
                    note=self.settlement_id.display_name,
                    decided=self.currency_id.format(todo),
                    action=self._label(),
                    left=self.currency_id.format(total),
                    invoices=", ".join(lines.move_id.mapped("name")),
                )
            )
        spread = until = 0
        for line in lines.filtered(lambda line: left[line]):
            until += left[line]
            share = self.currency_id.round(todo * until / total) - spread
            spread += share
            amount = line.currency_id.round(line._complaint_invoice_amount(share))
            amount = min(amount, creditable[line][1])
            if not line.currency_id.is_zero(amount):
                parts.setdefault(line.id, []).append(CreditPart(self.id, 0, amount))
                creditable[line] = (creditable[line][0], creditable[line][1] - amount)
        return parts

    def _credit_quantity_parts(self, lines, creditable) -> dict[int, list[CreditPart]]:
        """Take what came back off the lines, the oldest first; what was never invoiced is not credited."""
        parts, todo = {}, self._credit_quantity() - self._credited_goods(self._live_credit_lines())
        for line in lines:
            unit = line.product_uom_id
            wanted = self.uom_id._compute_quantity(todo, unit, rounding_method="HALF-UP")
            left_quantity, left_amount = creditable[line]
            quantity = min(wanted, left_quantity)
            if unit.is_zero(quantity) or unit.compare(quantity, 0) <= 0:
                continue
            amount = self._decided_price(line, quantity)
            charged = line.currency_id.round(line.price_subtotal * quantity / line.quantity)
            if amount is not None:
                amount = min(amount, charged)
            if line.currency_id.compare_amounts(charged if amount is None else amount, left_amount) > 0:
                amount = left_amount
            parts.setdefault(line.id, []).append(CreditPart(self.id, quantity, amount))
            creditable[line] = (
                left_quantity - quantity,
                left_amount - (charged if amount is None else amount),
            )
            todo -= unit._compute_quantity(quantity, self.uom_id, rounding_method="HALF-UP")
        return parts

    def _decided_price(self, line, quantity: float) -> float | None:
        """Return what was decided for ``quantity`` of an invoice line, if it is less than it was charged with.

        In the currency of the invoice, without taxes; None where the goods are taken back at the price of the invoice.
        """
        if not self.quantity or self.currency_id.compare_amounts(self.amount, self._charged_amount()) >= 0:
            return None
        in_unit = line.product_uom_id._compute_quantity(quantity, self.uom_id, round=False)
        return line.currency_id.round(line._complaint_invoice_amount(self.amount * in_unit / self.quantity))

    def _charged_amount(self) -> float:
        """Return what the decided quantity was charged with, in the currency of the company."""
        return self.currency_id.round(self.line_id._charged_price() * self.quantity)

    def _label(self) -> str:
        return " ".join(filter(None, (self.display_name, self.line_id.display_name)))
