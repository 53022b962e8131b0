from odoo import api, fields, models


class CustomerComplaintSettlement(models.Model):
    """Credit notes made by hand that are tied to no invoice: whether they settle the case only people can tell."""

    _inherit = "customer.complaint.settlement"

    untied_credit_notice = fields.Char(
        "Credited by Hand",
        compute="_compute_untied_credit_notice",
        compute_sudo=True,
        help="What this customer was credited since the invoice with credit notes that name no invoice.",
    )

    @api.depends("state", "invoice_id", "action_ids.line_id")
    @api.depends_context("lang")
    def _compute_untied_credit_notice(self):
        for settlement in self:
            notes = settlement._untied_credit_notes()
            amount = -sum(notes.mapped("amount_untaxed_signed"))
            message = self.env._(
                "Credit notes of this customer since the invoice that are tied to no invoice: %(count)s, of %(amount)s "
                "without taxes. Look whether they settle this already.",
                count=len(notes),
                amount=settlement.currency_id.format(amount),
            )
            settlement.untied_credit_notice = message if notes else False

    def _untied_credit_notes(self):
        """Return the posted credit notes that could be about the same goods, while the note is not settled."""
        self.ensure_one()
        moves = self.env["account.move"]
        if self.state not in ("draft", "issued", "finance"):
            return moves
        invoices = moves.union(*(action._credit_base_lines().move_id for action in self.action_ids))
        days = [day for day in invoices.mapped("invoice_date") if day]
        if not days:
            return moves
        return moves.search(
            [
                ("company_id", "=", self.company_id.id),
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("move_type", "=", "out_refund"),
                ("state", "=", "posted"),
                ("reversed_entry_id", "=", False),
                ("invoice_date", ">=", min(days)),
            ]
        )
