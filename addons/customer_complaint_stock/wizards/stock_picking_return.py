from odoo import fields, models


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    # a user who sets it by hand is stopped by the stock move
    complaint_action_id = fields.Many2one("customer.complaint.action", string="Settlement of a Complaint")
    complaint_uom_id = fields.Many2one("uom.uom", string="Unit of the Settlement")

    def _compute_uom_id(self):
        """The quantity of a settlement is returned in its unit, not rounded to the one it was delivered in."""
        super()._compute_uom_id()
        for line in self.filtered("complaint_uom_id"):
            line.uom_id = line.complaint_uom_id

    def _prepare_move_default_values(self, new_picking):
        vals = super()._prepare_move_default_values(new_picking)
        if action := self.complaint_action_id:
            vals["complaint_action_id"] = action.id
            if self.move_id._comes_from_customer():
                # sent back from where it lies now, after the steps through the warehouse
                vals["location_id"] = self.move_id._complaint_last_steps()[:1].location_dest_id.id
        return vals

    def _process_line(self, new_picking):
        known = new_picking.move_ids
        result = super()._process_line(new_picking)
        if self.complaint_action_id and self.move_id._comes_from_customer():
            (new_picking.move_ids - known).move_orig_ids = self.move_id._complaint_last_steps()
        return result


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _create_return(self):
        picking = super()._create_return()
        picking.move_ids._set_complaint_lots()
        return picking
