from odoo import api, fields, models


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "customer.complaint.link.mixin"]
    _complaint_links = ("complaint_action_id",)

    complaint_action_id = fields.Many2one(
        "customer.complaint.action",
        string="Settlement of a Complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The decided settlement by which the goods come back or are sent.",
    )

    @api.model
    def _is_complaint_link(self, vals: dict) -> bool:
        """Say whether these are the values of a part of a move that the settlement made, such as its backorder."""
        # sudo: only whether there is one
        known = self.sudo().search(
            [
                ("complaint_action_id", "=", vals["complaint_action_id"]),
                ("product_id", "=", vals.get("product_id")),
                ("picking_type_id", "=", vals.get("picking_type_id")),
                ("origin_returned_move_id", "=", vals.get("origin_returned_move_id")),
            ],
            limit=1,
        )
        return bool(known)

    # kept where core makes several moves of one, or one of several

    def _prepare_move_split_vals(self, qty):
        vals = super()._prepare_move_split_vals(qty)
        if self.complaint_action_id:
            vals["complaint_action_id"] = self.complaint_action_id.id
        return vals

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "complaint_action_id"]

    # what was shipped

    def _complaint_deliveries(self):
        """Return those of these moves by which goods reached the customer."""
        return self.filtered(lambda move: move.state == "done" and move.location_dest_id.usage == "customer")

    def _prepare_complaint_lines(self) -> list[dict]:
        """Return the values of complained-of products: one for each lot, with the day it was shipped."""
        return [vals for move in self._complaint_deliveries() for vals in move._prepare_complaint_move_lines()]

    def _prepare_complaint_move_lines(self) -> list[dict]:
        self.ensure_one()
        # sudo: who delivers need not read orders; the price is the one the customer was charged
        ordered = self.sudo().sale_line_id
        common = {
            "product_id": self.product_id.id,
            "uom_id": self.product_uom.id,
            "order_reference": ordered.order_id.name or self.origin or self.picking_id.name,
            # the price of a kit is not the price of its parts
            "price_unit": ordered.product_uom_id._compute_price(ordered._complaint_price(), self.product_uom)
            if ordered.product_id == self.product_id
            else 0,
            "sale_line_id": ordered.id,
            "shipped_date": self._complaint_shipped_day(),
            "move_id": self.id,
        }
        lots = {}
        for line in self.move_line_ids:
            quantity = line.product_uom_id._compute_quantity(line.quantity, self.product_uom)
            lots[line.lot_id] = lots.get(line.lot_id, 0) + quantity
        return [{**common, "lot_id": lot.id, "quantity": quantity} for lot, quantity in lots.items()]

    def _complaint_shipped_day(self):
        """Return the day the goods were shipped, where the company is."""
        zone = self.company_id._policy_timezone().zone
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), self.date).date()
