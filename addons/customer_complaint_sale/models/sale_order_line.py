from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_complaint_lines(self) -> list[dict]:
        """Return the values of complained-of products for these lines: what was delivered, and at which price.

        Where nothing was delivered yet all lines stand there, with a quantity of zero.
        """
        lines = self.filtered(lambda line: line.product_id and not line.display_type and not line.is_downpayment)
        delivered = lines.filtered(lambda line: line.product_uom_id.compare(line.qty_delivered, 0) > 0)
        return [line._prepare_complaint_line_vals() for line in delivered or lines]

    def _prepare_complaint_line_vals(self) -> dict:
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "uom_id": self.product_uom_id.id,
            "order_reference": self.order_id.name,
            "quantity": max(self.qty_delivered, 0),
            "price_unit": self._complaint_price(),
            "sale_line_id": self.id,
        }

    def _complaint_price(self) -> float:
        """Return what the customer was charged for a unit, without taxes, in the currency of the company."""
        order = self.order_id
        day = order.date_order or fields.Date.today()
        return self.currency_id._convert(
            self.price_reduce_taxexcl,
            order.company_id.currency_id,
            order.company_id,
            day,
        )

    # what complaints credited

    def _complaint_amount_lines(self):
        """Return the lines that give back money for goods that stay sold, or take that back."""
        return self.invoice_lines.filtered(lambda line: line._complaint_is_money())

    def _complaint_amount_quantity(self, state=None) -> float:
        """Return what those lines, in ``state`` or not cancelled, take off what was invoiced: their 1 is no goods."""
        lines = self._complaint_amount_lines() & self._get_invoice_lines()
        return sum(
            line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id) * line.move_id.direction_sign
            for line in lines
            if (line.parent_state == state if state else line.parent_state != "cancel")
        )

    def _prepare_qty_invoiced(self):
        """Money given back takes no goods off what was invoiced: they are not to be invoiced again."""
        quantities = super()._prepare_qty_invoiced()
        for line in self:
            if quantity := line._complaint_amount_quantity():
                quantities[line] += quantity
        return quantities

    def _compute_qty_invoiced_posted(self):
        result = super()._compute_qty_invoiced_posted()
        for line in self:
            if quantity := line._complaint_amount_quantity("posted"):
                line.qty_invoiced_posted += quantity
        return result

    def _compute_qty_to_invoice(self):
        """What came back with a complaint and was credited is not invoiced again, also where orders are invoiced."""
        result = super()._compute_qty_to_invoice()
        for line in self:
            if line.state == "sale" and line.product_id.invoice_policy == "order":
                line.qty_to_invoice -= sum(
                    credit.product_uom_id._compute_quantity(credit.quantity, line.product_uom_id)
                    for credit in line.invoice_lines.filtered("complaint_action_id")
                    if not (
                        credit.complaint_is_amount
                        or credit.parent_state == "cancel"
                        or credit.move_id.complaint_taken_back
                    )
                )
        return result
