from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.complaint.origin.mixin"]

    def _complaint_domain(self):
        """Complaints registered from the invoice, and those about the order lines it charges.

        A credit note that settles a complaint is about that one.
        """
        if self.complaint_settlement_id:
            # sudo: which case it is; whether the user may read it is asked by whoever searches
            return [("id", "=", self.sudo().complaint_settlement_id.complaint_id.id)]
        orders = self.invoice_line_ids.sale_line_ids
        return ["|", ("line_ids.invoice_id", "=", self.id), ("line_ids.sale_line_id", "in", orders.ids)]

    def _prepare_complaint_lines(self):
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product" and line.product_id)
        return [line._prepare_complaint_line_vals() for line in lines]

    def _create_complaint(self):
        if self.move_type not in ("out_invoice", "out_receipt") or self.state != "posted":
            raise UserError(self.env._("%s is no posted invoice of a customer.", self.display_name))
        return super()._create_complaint()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _prepare_complaint_line_vals(self) -> dict:
        """Return the values of a complained-of product: what was invoiced, as it was ordered and delivered."""
        self.ensure_one()
        # sudo: who invoices need not read orders of others; what the goods were ordered as is on the invoice
        ordered = self.sudo().sale_line_ids[:1]
        vals = ordered._prepare_complaint_line_vals() if ordered else {}
        quantity = self.product_uom_id.round(self.quantity)
        price = abs(self.balance) / self.quantity if self.quantity else 0
        return {
            **vals,
            "product_id": self.product_id.id,
            "uom_id": self.product_uom_id.id,
            "order_reference": vals.get("order_reference") or self.move_id.invoice_origin or self.move_id.name,
            "quantity": quantity,
            # the balance is in the currency of the company, as it was posted
            "price_unit": price,
            "invoice_line_id": self.id,
        }
