from odoo import api, fields, models


class CustomerComplaintLine(models.Model):
    _inherit = "customer.complaint.line"
    # what came from an order, an invoice or a delivery stays with it
    _fixed_fields = ("complaint_id", "sale_line_id", "invoice_line_id", "move_id")

    move_id = fields.Many2one(
        "stock.move",
        string="Delivered with",
        readonly=True,
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The stock move that delivered the goods.",
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        compute="_compute_picking_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The delivery that the goods came with.",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('product_id', '=', product_id)]",
    )
    lot_name = fields.Char(compute="_compute_lot_name", store=True, precompute=True, readonly=False)

    # not on the delivery of the move: what was delivered stays there, and each new delivery would look for complaints
    @api.depends("move_id")
    def _compute_picking_id(self):
        for line in self:
            line.picking_id = line.sudo().move_id.picking_id  # sudo: as a related field, whoever writes the complaint

    @api.depends("lot_id")
    def _compute_lot_name(self):
        for line in self:
            line.lot_name = line.lot_id.name or line.lot_name

    @api.model
    def _fixed_once_decided(self):
        return (*super()._fixed_once_decided(), "lot_id")

    @api.constrains("sale_line_id", "invoice_line_id", "move_id")
    def _check_origin_customer(self):
        return super()._check_origin_customer()

    def _origins_fit(self):
        return super()._origins_fit() and (not self.move_id or self.move_id.sale_line_id == self.sale_line_id)

    def _origin_customers(self):
        return super()._origin_customers() | self.move_id.picking_id.partner_id
