from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .credit_plan import CreditPart, CreditPlan


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "customer.complaint.link.mixin"]
    _complaint_links = ("complaint_action_id", "complaint_is_amount")
    # when core reverses an invoice
    _complaint_links_copied = ("complaint_credited_line_id",)

    complaint_action_id = fields.Many2one(
        "customer.complaint.action",
        string="Settlement of a Complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The decided settlement that this line of a credit note carries out.",
    )
    complaint_credited_line_id = fields.Many2one(
        "account.move.line",
        string="Credits",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The line of the invoice that this line of a credit note takes back.",
    )

    complaint_is_amount = fields.Boolean(
        "Money Only",
        readonly=True,
        copy=False,
        help="Gives back money for goods that stay with the customer.",
    )

    @api.model
    def _is_complaint_link(self, vals):
        return bool(CreditPlan.of(self.env))

    @api.constrains("complaint_credited_line_id")
    def _check_complaint_credited_line(self):
        for line in self.filtered("complaint_credited_line_id"):
            note = line.move_id
            # sudo: only whether it is the invoice that is taken back
            if line.sudo().complaint_credited_line_id.move_id != note.reversed_entry_id:
                raise ValidationError(
                    self.env._("%s: a credit note takes back lines of its invoice only.", note.display_name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken_back(self):
        """What a complaint gave back stays, and so does a credit note of a complaint that was reversed.

        Core lets what was reset to draft be deleted; what takes it back would then take back nothing.
        """
        # sudo: only what stands in the way is told
        taken_back = self.sudo().search([("complaint_credited_line_id", "in", self.ids), ("id", "not in", self.ids)])
        for line in taken_back.filtered(lambda one: one.parent_state != "cancel"):
            if line.complaint_action_id or line.complaint_credited_line_id.complaint_action_id:
                raise UserError(
                    self.env._(
                        "%(document)s: %(reversal)s takes it back; delete or cancel that first.",
                        document=line.complaint_credited_line_id.move_id.display_name,
                        reversal=line.move_id.display_name,
                    )
                )

    # the reversal of an invoice, cut to what was decided

    def _copy_data_extend_business_fields(self, values):
        result = super()._copy_data_extend_business_fields(values)
        move = self.move_id
        # or a credit note of a complaint that is reversed
        links = move.move_type in ("out_invoice", "out_receipt") or move.complaint_settlement_id
        if links and self.display_type == "product":
            values["complaint_credited_line_id"] = self.id
        return result

    def _prepare_complaint_credit_vals(self, copied: dict, part: CreditPart) -> dict:
        """Return the values of a line that credits ``part`` of this one, from its copy.

        What is only given back in money counts no goods: it has no quantity beyond the 1 that the amount needs, and
        changes neither how much an order invoiced nor what the goods cost.
        """
        self.ensure_one()
        vals = {**copied, "complaint_action_id": part.action_id}
        if part.quantity:
            return {**vals, "quantity": part.quantity}
        # sudo: the kind of a settlement that is carried out now
        action = self.env["customer.complaint.action"].sudo().browse(part.action_id)
        price = self._complaint_price_of(part.amount)
        return {
            **vals,
            "name": f"{action.display_name}: {self.name or self.product_id.display_name or ''}",
            "quantity": 1,
            "tax_ids": [(6, 0, self._complaint_money_taxes().ids)],
            "price_unit": price,
            "discount": 0,
            "complaint_is_amount": True,
        }

    def _complaint_money_taxes(self):
        """Return the taxes of money that is given back for this line: not those of so much for each piece."""
        taxes = self.tax_ids.flatten_taxes_hierarchy()
        by_amount = taxes.filtered(lambda tax: tax.amount_type != "fixed")
        return self.tax_ids if by_amount == taxes else by_amount

    def _complaint_price_of(self, amount: float) -> float:
        """Return the unit price, as taxes on money understand it, of which ``amount`` is left without taxes."""
        included = self._complaint_money_taxes().flatten_taxes_hierarchy().filtered("price_include")
        if not included:
            return amount
        # taken as a price without taxes, with those taxes put on top that the price of the line includes
        result = included.with_context(force_price_include=False).compute_all(
            amount, self.currency_id, 1, self.product_id, self.partner_id
        )
        return result["total_included"]

    # what is left to be credited

    def _complaint_credit_lines(self) -> dict:
        """Return for each of these invoice lines the lines of credit notes against it, draft ones included.

        Credit notes made before there were links are matched by product and order line.
        """
        linked = self.search(
            [
                ("complaint_credited_line_id", "in", self.ids),
                ("move_id.move_type", "=", "out_refund"),
                ("move_id.complaint_taken_back", "!=", True),
                ("parent_state", "!=", "cancel"),
            ]
        )
        by_line = linked.grouped("complaint_credited_line_id")
        found = {line: by_line.get(line, linked.browse()) for line in self}
        unlinked = self.search(
            [
                ("move_id.reversed_entry_id", "in", self.move_id.ids),
                ("move_id.move_type", "=", "out_refund"),
                ("parent_state", "!=", "cancel"),
                ("display_type", "=", "product"),
                ("complaint_credited_line_id", "=", False),
                ("product_id", "!=", False),
            ]
        )
        for line in unlinked:
            same = self.filtered(
                lambda one, line=line: (
                    one.move_id == line.move_id.reversed_entry_id
                    and one.product_id == line.product_id
                    and one.sale_line_ids == line.sale_line_ids
                )
            )
            if same:
                found[same[0]] |= line
        return found

    def _complaint_creditable(self) -> dict:
        """Return for each of these invoice lines the quantity and the amount without taxes that can still be credited.

        Both are in the unit and the currency of the line; none is below zero.
        """
        result = {}
        for line, credits in self._complaint_credit_lines().items():
            quantity, amount = line._complaint_left(credits)
            result[line] = (max(quantity, 0), max(amount, 0))
        return result

    def _complaint_left(self, credits) -> tuple[float, float]:
        """Return the quantity and the amount without taxes that ``credits`` leave of this invoice line."""
        self.ensure_one()
        unit, quantity, amount = self.product_uom_id, self.quantity, self.price_subtotal
        for credit in credits:
            if credit.product_id and not credit.complaint_is_amount:
                quantity -= credit.product_uom_id._compute_quantity(credit.quantity, unit, rounding_method="HALF-UP")
            amount -= credit.price_subtotal
        return unit.round(quantity) if unit else quantity, self.currency_id.round(amount)

    def _complaint_invoice_left(self) -> float:
        """Return what is left of the invoice of these lines to be credited, without taxes, drafts taken off."""
        invoice = self.move_id
        notes = invoice.reversal_move_ids.filtered(
            lambda move: move.state != "cancel" and not move.complaint_taken_back
        )
        return invoice.amount_untaxed - sum(notes.mapped("amount_untaxed"))

    def _complaint_company_amount(self, amount: float) -> float:
        """Return an amount of this invoice in the currency of the company, at the rate of the invoice."""
        company_currency = self.company_id.currency_id
        if self.currency_id == company_currency:
            return amount
        return company_currency.round(amount / self.move_id.invoice_currency_rate)

    def _complaint_invoice_amount(self, amount: float) -> float:
        """Return an amount of the company's currency in that of this invoice, at the rate of the invoice."""
        if self.currency_id == self.company_id.currency_id:
            return amount
        return amount * self.move_id.invoice_currency_rate
