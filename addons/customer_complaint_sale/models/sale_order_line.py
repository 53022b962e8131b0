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
        return self.currency_id._convert(self.price_reduce_taxexcl, order.company_id.currency_id, order.company_id, day)
