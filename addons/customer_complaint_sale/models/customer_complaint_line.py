from odoo import fields, models


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
