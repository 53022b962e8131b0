from odoo import fields, models
from odoo.exceptions import AccessError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    commission_cancelled_date = fields.Date(
        "Performance Cancelled", readonly=True, copy=False, help="Neither performance nor commission comes of it."
    )

    def write(self, vals):
        if not self.env.su and "commission_cancelled_date" in vals:
            raise AccessError(self.env._("Performance is cancelled by an approved decision only."))
        return super().write(vals)

    def _cancel_commission(self):
        """Take these from the performance and commission of who sold them; called with all rights, once decided.

        Drafts of statements are computed anew; what was confirmed is made good in the next statement.
        """
        for company, lines in self.grouped("company_id").items():
            lines.write({"commission_cancelled_date": company._policy_today()})
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
        (drafts | self.env["dealer.commission.statement"].search(domain))._compute_lines()
