from odoo import api, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "customer.delivery.mixin"]

    def _business_customers(self):
        # sudo: a line can go to somebody else than the delivery
        partners = self.sudo().move_ids.partner_id
        return super()._business_customers() | partners | partners.commercial_partner_id

    def _business_products(self):
        return self.sudo().move_ids.product_id  # sudo: what leaves decides, not who may read it

    def _business_step(self):
        return "deliver" if self.picking_type_code == "outgoing" else ""

    @api.model
    def _business_open_domain(self):
        return [("state", "not in", ("done", "cancel")), ("picking_type_code", "=", "outgoing")]

    def _business_origin(self):
        picking = self.sudo()  # sudo: only which orders are carried out
        return picking.sale_id | picking.move_ids.sale_line_id.order_id

    def _business_amount(self):
        return self._moves_going()._quantity_going(), self.env["res.currency"]

    def _business_is_within(self, origin):
        return self._moves_going()._are_as_ordered()

    def _moves_going(self):
        return self.move_ids.filtered(lambda move: move.state != "cancel")

    def _business_cancel(self):
        self.action_cancel()

    def _business_notices(self):
        return super()._business_notices() if self._business_step() else []
