from odoo import api, fields, models


class CustomerComplaintLoss(models.Model):
    """A part of what a case cost the company, as a basis proposed it or somebody entered it (S1.2-09.7c)."""

    _name = "customer.complaint.loss"
    _description = "Loss of a complaint"
    _inherit = ["customer.complaint.row.mixin"]
    _order = "sequence, id"
    _complaint_field = "loss_ids"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    basis_id = fields.Many2one(
        "customer.complaint.loss.basis", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    why = fields.Char("Why?", readonly=True)
    line_id = fields.Many2one(
        "customer.complaint.line",
        string="Product",
        domain="[('complaint_id', '=', complaint_id)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    quantity = fields.Float(digits="Product Unit")
    price_unit = fields.Monetary("Unit Price")
    amount = fields.Monetary(compute="_compute_amount", store=True, precompute=True, readonly=False)

    _amount_positive = models.Constraint("CHECK(amount >= 0)", "The amount of a loss cannot be negative.")

    @api.depends("quantity", "price_unit")
    def _compute_amount(self):
        for loss in self:
            product = loss.quantity * loss.price_unit
            loss.amount = loss.currency_id.round(product) if product else loss.amount or 0
