from odoo import api, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "customer.business.mixin"]

    def _business_customers(self):
        # sudo: who ordered decides too, whoever delivers
        return super()._business_customers() | self.sudo().sale_id._business_customers()

    def _business_buyers(self):
        order = self.sudo().sale_id  # sudo: who ordered decides, whoever the goods go to
        return order._business_buyers() if order else super()._business_buyers()

    def _business_products(self):
        return self.sudo().move_ids.product_id  # sudo: what leaves decides, not who may read it

    def _business_department(self):
        order = self.sudo().sale_id  # sudo: which department sells is no secret
        return order._business_department() if order else super()._business_department()

    def _business_step(self):
        return "deliver" if self.picking_type_code == "outgoing" else ""

    @api.model
    def _business_open_domain(self):
        return [("state", "not in", ("done", "cancel")), ("picking_type_code", "=", "outgoing")]

    def _business_origin(self):
        return self.sudo().sale_id  # sudo: only which order is carried out

    def _business_cancel(self):
        self.action_cancel()

    def _business_notices(self):
        return super()._business_notices() if self._business_step() else []
