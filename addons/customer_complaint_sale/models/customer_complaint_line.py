from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintLine(models.Model):
    _inherit = "customer.complaint.line"
    # what came from an order or an invoice stays with it
    _fixed_fields = ("complaint_id", "sale_line_id", "invoice_line_id")

    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        readonly=True,
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        help="What was ordered.",
    )
    sale_order_id = fields.Many2one(
        related="sale_line_id.order_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        string="Sales Order",
    )
    invoice_line_id = fields.Many2one(
        "account.move.line",
        readonly=True,
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        help="What was charged.",
    )
    invoice_id = fields.Many2one(
        related="invoice_line_id.move_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        string="Invoice",
    )
    action_ids = fields.One2many("customer.complaint.action", "line_id", readonly=True)

    @api.model
    def _fixed_once_decided(self) -> tuple[str, ...]:
        """Hook: name the links that say what is credited or comes back, and in which unit it was decided."""
        return ("product_id", "uom_id")

    def write(self, vals):
        fixed = () if self.env.su else [name for name in self._fixed_once_decided() if name in vals]
        for line in self if fixed else ():
            # sudo: only whether something was decided
            if line.sudo().action_ids.decision_id and any(line[name].id != vals[name] for name in fixed):
                raise UserError(
                    self.env._(
                        "%(case)s: it was decided what is done about %(product)s, which stays as it is.",
                        case=line.complaint_id.display_name,
                        product=line.display_name,
                    )
                )
        return super().write(vals)

    @api.constrains("sale_line_id", "invoice_line_id")
    def _check_origin_customer(self):
        """What is credited in the end is the invoice of what was ordered: it is one of the customer."""
        for line in self.sudo():  # sudo: whose order and invoice it is does not depend on who asks
            concerned = line._origin_customers().commercial_partner_id
            customer = line.complaint_id.commercial_partner_id
            if concerned and (customer not in concerned or not line._origins_fit()):
                raise UserError(
                    self.env._(
                        "%(case)s: %(origin)s is not what %(customer)s ordered, was charged for or got.",
                        case=line.complaint_id.display_name,
                        origin=line.sale_order_id.name or line.invoice_id.name,
                        customer=customer.display_name,
                    )
                )

    def _origins_fit(self) -> bool:
        """Hook: say whether what was ordered and what was charged are the same goods; called with all rights."""
        charged = self.invoice_line_id.sale_line_ids
        return not (charged and self.sale_line_id) or self.sale_line_id in charged

    def _origin_customers(self):
        """Hook: return who ordered the goods, was charged for them or got them; called with all rights."""
        self.ensure_one()
        order, invoice = self.sale_line_id.order_id, self.invoice_line_id.move_id
        ordered = order.partner_id | order.partner_invoice_id | order.partner_shipping_id
        return ordered | invoice.partner_id | invoice.partner_shipping_id

    def _charged_price(self) -> float:
        """Return what a unit was charged with, in the currency of the company: as it was ordered or invoiced.

        What the case says is not asked where that is known: it can be changed by whoever proposes the settlement.
        """
        self.ensure_one()
        known = self.sudo()  # sudo: which price it is does not depend on who asks
        for origin in (known.invoice_line_id, known.sale_line_id):
            if origin and origin.product_id == self.product_id:
                vals = origin._prepare_complaint_line_vals()
                price = origin.product_uom_id._compute_price(vals["price_unit"], self.uom_id)
                return self.currency_id.round(price)
        return self.price_unit
