from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL


class DealerGift(models.Model):
    """Gifts that are goods leave the stock with a transfer of core, once (S1.5-2b)."""

    _inherit = "dealer.gift"

    picking_id = fields.Many2one(
        "stock.picking",
        string="Stock Issue",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "picking_id"}

    def _before_issue(self):
        result = super()._before_issue()
        gifts = self.filtered(lambda gift: gift._leaves_stock() and not gift.picking_id)
        gifts._lock_with_stock()
        for gift in gifts:
            gift._write_protected({"picking_id": gift._create_picking().id})
        return result

    def _lock_with_stock(self):
        """Let one at a time take these goods: a second clerk waits, and finds the gift issued or less in stock.

        Core does not wait for goods that another takes just then, but goes below what there is.
        """
        products = self.sudo().product_id  # sudo: which product a gift is, is no secret
        for table, column, ids in (("dealer_gift", "id", self.ids), ("stock_quant", "product_id", products.ids)):
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM %s WHERE %s IN %s ORDER BY id FOR UPDATE",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    tuple(ids) or (0,),
                )
            )

    def _leaves_stock(self) -> bool:
        return self.sudo().product_id.type == "consu"  # sudo: what kind of product a gift is, is no secret

    def _prepare_picking_vals(self) -> dict:
        """Return the values of the transfer that takes the gift out of stock."""
        # sudo: where the company keeps its stock is no secret
        warehouse = self.env["stock.warehouse"].sudo().search([("company_id", "=", self.company_id.id)], limit=1)
        if not warehouse:
            raise UserError(self.env._("%s has no warehouse.", self.company_id.name))
        # sudo: where goods for a customer go is no secret
        partner = self.sudo().partner_id.with_company(self.company_id)
        customer = partner.property_stock_customer or self.env.ref("stock.stock_location_customers")
        source = warehouse.lot_stock_id
        move = {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom": self.product_id.uom_id.id,
            "location_id": source.id,
            "location_dest_id": customer.id,
            "company_id": self.company_id.id,
        }
        return {
            "picking_type_id": warehouse.out_type_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            # a number, since transfers are seen by others
            "origin": self.number or self.env._("Gift %s", self.id),
            "location_id": source.id,
            "location_dest_id": customer.id,
            "move_ids": [Command.create(move)],
        }

    def _create_picking(self):
        """Take the gift out of stock with the rights of who issues it.

        :raises UserError: when there is not enough
        """
        picking = self.env["stock.picking"].create(self._prepare_picking_vals())
        picking.action_confirm()
        picking.action_assign()
        if picking.move_ids.filtered(lambda move: move.state != "assigned"):
            raise UserError(self.env._("%s: there are not so many in stock.", self.display_name))
        picking.move_ids.picked = True
        picking.button_validate()
        if picking.state != "done":
            raise UserError(self.env._("%s: the stock issue was not completed.", self.display_name))
        return picking

    def _compute_returned_quantity(self):
        """Count what returns of the stock issue brought back, less what of it went out once more."""
        for gift in self:
            # sudo: how many came back is no secret
            back = gift.sudo().picking_id.move_ids.returned_move_ids.filtered(lambda move: move.state == "done")
            again = back.returned_move_ids.filtered(lambda move: move.state == "done")
            gift.returned_quantity = int(sum(back.mapped("quantity")) - sum(again.mapped("quantity")))

    def _before_give_back(self):
        for gift in self.filtered("picking_id"):
            if gift.returned_quantity < gift.quantity:
                raise UserError(self.env._("%s: return the stock issue first.", gift.display_name))
