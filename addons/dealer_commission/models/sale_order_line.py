import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError

_logger = logging.getLogger(__name__)

#: written by a decision only
CANCELLED = {"commission_cancelled_date", "commission_cancelled_quantity"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    commission_cancelled_date = fields.Date(
        "Performance Cancelled", readonly=True, copy=False, help="Neither performance nor commission comes of it."
    )

    commission_cancelled_quantity = fields.Float(
        "Quantity Cancelled", digits="Product Unit", readonly=True, copy=False, help="Of what was ordered."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # dropped here, since default_<field> in the context is user input
        if not self.env.su:
            none = dict.fromkeys(CANCELLED, False)
            vals_list = [{**vals, **none} for vals in vals_list]
        lines = super().create(vals_list)
        linked = "default_invoice_lines" in self.env.context or any("invoice_lines" in vals for vals in vals_list)
        if linked and not self.env.su:
            # sudo: only whether something that was invoiced is to become of this order
            for order in lines.sudo().filtered("invoice_lines").order_id:
                self.env["dealer.commission.transfer"]._check_allowed(order, False)
        lines._commission_grown()
        return lines

    def write(self, vals):
        if not self.env.su and CANCELLED & set(vals):
            raise AccessError(self.env._("Performance is cancelled by an approved decision only."))
        self._guard_commission(vals)
        before = {line: line.product_uom_qty for line in self} if "product_uom_qty" in vals else {}
        result = super().write(vals)
        self.filtered(lambda line: line.product_uom_qty > before.get(line, line.product_uom_qty))._commission_grown()
        return result

    def _guard_commission(self, vals):
        """Keep what was delivered or invoiced with the salesperson of its order (S1.6-daily-22)."""
        transfers = self.env["dealer.commission.transfer"]
        if "qty_delivered" in vals:
            self._latch_commission()
        if "order_id" in vals:
            for order in self.filtered(lambda line: line.order_id.id != vals["order_id"]).order_id:
                if order._commission_is_delivered():
                    transfers._check_allowed(order, False)
        if "invoice_lines" in vals and not self.env.su:
            for order in self.order_id:
                transfers._check_allowed(order, False)

    def _compute_qty_delivered(self):
        # what is computed, of pickings or of time spent, never comes through write
        self._latch_commission()
        result = super()._compute_qty_delivered()
        self._latch_commission()
        return result

    def _latch_commission(self):
        """Note that something of these was delivered once, whoever takes it back."""
        # sudo: only that it was
        orders = self.sudo().filtered("qty_delivered").order_id
        orders.filtered(lambda one: one.id and not one.commission_latched).write({"commission_latched": True})

    def _commission_grown(self):
        """Ask for documents anew where units were added to an order whose documents were complete."""
        for order in self.order_id.filtered("commission_documented_date"):
            if self & order._commission_unit_lines():
                # sudo: follows from what was sold
                order.sudo()._commission_undocument()

    def _cancel_commission(self, quantity: float | None = None):
        """Take these from the performance and commission of who sold them; called with all rights, once decided.

        Drafts of statements are computed anew; what was confirmed is made good in the next statement.

        :param quantity: so many of what was ordered; None: all; negative: a decision is taken back
        """
        for line in self:
            more = line.product_uom_qty if quantity is None else quantity
            cancelled = line.commission_cancelled_quantity + more
            day = line.company_id._policy_today() if more > 0 else line.commission_cancelled_date
            line.write(
                {
                    "commission_cancelled_date": line.product_uom_id.compare(cancelled, 0) > 0 and day,
                    "commission_cancelled_quantity": cancelled,
                }
            )
        self._commission_changed()

    def _commission_changed(self):
        """Have what was invoiced of these looked at anew, and the drafts that hold it, or should, computed."""
        self.env["dealer.commission.recheck"]._note(self.invoice_lines.move_id)
        lines = self.env["dealer.commission.statement.line"].search([("source_id", "in", self.invoice_lines.ids)])
        drafts = lines.statement_id.filtered(lambda one: one.state == "draft")
        domain = [
            ("company_id", "in", self.company_id.ids),
            ("user_id", "in", self.order_id.user_id.ids),
            ("state", "=", "draft"),
        ]
        try:
            (drafts | self.env["dealer.commission.statement"].search(domain))._compute_lines()
        except LockError:
            # somebody computes one of them right now: the next statement makes good what this one lacks
            _logger.info("Drafts of commission statements are not computed now: somebody else does")
