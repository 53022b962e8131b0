from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    commission_documented_date = fields.Date(
        "Documents Complete",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="Delivered, and all its documents handed in: from this day on its paid units count.",
    )

    def write(self, vals):
        if not self.env.su and "commission_documented_date" in vals:
            raise AccessError(self.env._("The day is set with the button “Documents Complete”."))
        if "user_id" in vals:
            for order in self:
                if order.user_id.id != (vals["user_id"] or False) and order._commission_is_delivered():
                    self.env["dealer.commission.transfer"]._check_allowed(order, vals["user_id"])
        return super().write(vals)

    def _commission_is_delivered(self) -> bool:
        """Say whether anything of the order was delivered or invoiced, so that its salesperson stays."""
        # sudo: only whether it was
        return any(line.qty_delivered or line.qty_invoiced for line in self.sudo().order_line)

    def action_commission_documented(self):
        """Note that the order is delivered and its documents are complete."""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group("customer_policy.group_user"):
            raise AccessError(self.env._("Customer service notes that documents are complete."))
        for order in self:
            lines = order.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
            missing = lines.filtered(lambda line: line.qty_delivered < line.product_uom_qty)
            if order.state != "sale" or not lines or missing:
                raise UserError(self.env._("%s is not delivered in full.", order.name))
            if not order.commission_documented_date:
                # sudo: the day alone, which nobody writes
                order.sudo().write({"commission_documented_date": order.company_id._policy_today()})
        return True

    def action_request_commission_transfer(self):
        """Open a new request to change the salesperson."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change of the Salesperson"),
            "res_model": "dealer.commission.transfer",
            "view_mode": "form",
            "context": {"default_order_id": self.id},
        }
