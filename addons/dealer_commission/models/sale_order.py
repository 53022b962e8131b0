from odoo import api, fields, models
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

    commission_latched = fields.Boolean(
        readonly=True, copy=False, help="Something of it was delivered once, whatever was written later."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # dropped here, since default_<field> in the context is user input
        if not self.env.su:
            none = {"commission_documented_date": False, "commission_latched": False}
            vals_list = [{**vals, **none} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and {"commission_documented_date", "commission_latched"} & set(vals):
            raise AccessError(self.env._("The day is set with the button “Documents Complete”."))
        changed = self.browse()
        if "user_id" in vals:
            changed = self.filtered(
                lambda one: one.user_id.id != (vals["user_id"] or False) and one._commission_is_delivered()
            )
            for order in changed:
                self.env["dealer.commission.transfer"]._check_allowed(order, vals["user_id"])
        result = super().write(vals)
        # sudo: whose commission it is follows, whoever changed it
        changed.sudo().order_line._commission_changed()
        return result

    def _commission_is_delivered(self) -> bool:
        """Say whether anything of the order was ever delivered or invoiced, so that its salesperson stays."""
        known = self.sudo()  # sudo: only whether it was
        if known.commission_latched or known.commission_documented_date:
            return True
        return any(
            line.qty_delivered or line.qty_invoiced or any(line.invoice_lines.move_id.mapped("posted_before"))
            for line in known.order_line
        )

    def action_commission_documented(self):
        """Note that the order is delivered and its documents are complete."""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group("customer_policy.group_user"):
            raise AccessError(self.env._("Customer service notes that documents are complete."))
        for order in self:
            lines = order._commission_unit_lines()
            missing = lines.filtered(lambda line: line.qty_delivered < line.product_uom_qty)
            if order.state != "sale" or not lines or missing:
                raise UserError(self.env._("%s is not delivered in full.", order.name))
            if not order.commission_documented_date:
                # sudo: the day alone, which nobody writes
                order.sudo().write({"commission_documented_date": order.company_id._policy_today()})
                # sudo: what it gave before it was taken back does not count again
                self.env["dealer.commission.recheck"]._note(order.sudo().order_line.invoice_lines.move_id)
        return True

    def action_commission_undocumented(self):
        """Take back that the documents are complete: a mistake, or something was added."""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group("customer_policy.group_supervisor"):
            raise AccessError(self.env._("A supervisor takes back that documents are complete."))
        # sudo: the day alone, which nobody writes
        self.sudo()._commission_undocument()
        return True

    def _commission_undocument(self):
        """Take back the day, and what it gave, until the documents are complete again; called with all rights."""
        orders = self.filtered("commission_documented_date")
        orders.write({"commission_documented_date": False, "commission_latched": True})
        orders.order_line._commission_changed()

    def _commission_unit_lines(self):
        """Return what is sold as units: goods, and what is of the categories that schemes per unit name."""
        self.ensure_one()
        schemes = self.env["dealer.commission.scheme"]
        # sudo: rules are configuration without secrets
        acting = schemes.sudo().browse(schemes._in_force_ids(self.company_id.id))
        paths = tuple(acting.filtered(lambda one: one.basis == "unit").categ_ids.mapped("parent_path"))
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line.price_unit >= 0
                and (line.product_id.type == "consu" or (line.product_id.categ_id.parent_path or "").startswith(paths))
            )
        )

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
