from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "customer.complaint.origin.mixin"]

    complaint_settlement_id = fields.Many2one(
        "customer.complaint.settlement",
        string="Return Note",
        compute="_compute_complaint_settlement_id",
        compute_sudo=True,
        help="The note by which the goods come back, or are sent for what came back.",
    )

    @api.depends("move_ids.complaint_action_id.settlement_id")
    def _compute_complaint_settlement_id(self):
        for picking in self:
            picking.complaint_settlement_id = picking.move_ids.complaint_action_id.settlement_id[:1]

    def action_view_complaint_settlement(self):
        """Open the return note of the transfer."""
        self.ensure_one()
        return self.complaint_settlement_id._get_records_action()

    def _complaint_domain(self):
        return [("line_ids.picking_id", "=", self.id)]

    def _prepare_complaint_lines(self):
        return self.move_ids._prepare_complaint_lines()

    def _create_complaint(self):
        if not self.move_ids._complaint_deliveries():
            raise UserError(self.env._("%s delivered nothing to a customer.", self.display_name))
        return super()._create_complaint()
