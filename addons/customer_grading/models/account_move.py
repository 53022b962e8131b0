from odoo import api, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.business.mixin"]
    _business_partner_fields = ("partner_id", "partner_shipping_id")

    def _business_department(self):
        # sudo: which department sells is no secret
        move = self.sudo()
        return move.team_id.customer_department_id or move._department_of_seller(move.invoice_user_id)

    def _business_products(self):
        return self.sudo().invoice_line_ids.product_id  # sudo: what is invoiced decides, not who may read it

    def _business_step(self):
        return "invoice" if self.move_type in ("out_invoice", "out_receipt") else ""

    def write(self, vals):
        result = super().write(vals)
        # here and not in _post: state and customer can be written without it
        if vals.get("state") == "posted" or not {
            *self._business_partner_fields,
            "move_type",
        }.isdisjoint(vals):
            posted = self.filtered(lambda move: move.state == "posted" and move._business_step())
            posted._check_business("invoice")
        return result

    def _business_notices(self):
        return super()._business_notices() if self._business_step() else []

    @api.model
    def _business_open_domain(self):
        return [("state", "=", "draft"), ("move_type", "in", ("out_invoice", "out_receipt"))]

    def _business_cancel(self):
        self.button_cancel()

    def _business_origin(self):
        return self.sudo().line_ids.sale_line_ids.order_id  # sudo: only which orders are charged
