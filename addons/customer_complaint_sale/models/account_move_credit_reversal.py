from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import sql


class AccountMove(models.Model):
    """A posted credit note of a complaint that is reversed: the two cancel each other out, and the note is open again.

    It is reversed as a whole or not at all, and the reversal is not credited in its turn: what the note is to credit is
    credited with the note. So a credit note counts wholly or not at all, and what is left of an invoice follows.
    """

    _inherit = "account.move"

    complaint_taken_back = fields.Boolean(
        "Reversed",
        compute="_compute_complaint_taken_back",
        store=True,
        help="A posted entry reverses this credit note of a complaint: it credits nothing any more.",
    )

    def _auto_init(self):
        # filled with nothing: where the addon comes in there is no credit note of a complaint yet
        if not sql.column_exists(self.env.cr, self._table, "complaint_taken_back"):
            sql.create_column(self.env.cr, self._table, "complaint_taken_back", "boolean")
        return super()._auto_init()

    @api.depends("complaint_settlement_id", "state", "reversal_move_ids.state")
    def _compute_complaint_taken_back(self):
        for move in self:
            move.complaint_taken_back = bool(
                move.complaint_settlement_id and move.state == "posted" and move._complaint_reversals()
            )

    def _complaint_reversals(self):
        return self.reversal_move_ids.filtered(lambda move: move.state == "posted")

    def _complaint_reversed(self):
        """Return the credit notes of complaints that these invoices reverse."""
        return self.reversed_entry_id.filtered("complaint_settlement_id")

    def _check_complaint_reversal(self):
        """Refuse to reverse a credit note of a complaint in part or twice, or to credit what reversed one.

        Called with all rights, before these are posted.

        :raises UserError: naming the entry and what to do instead
        """
        for move in self:
            note = move.reversed_entry_id
            if first := note._complaint_reversed():
                obstacle = self.env._(
                    "%(reversal)s reversed %(note)s: what is to be credited after all is credited anew with "
                    "%(settlement)s.",
                    reversal=note.display_name,
                    note=first.display_name,
                    settlement=first.complaint_settlement_id.display_name,
                )
            elif note._complaint_reversals() or len(self & note.reversal_move_ids) > 1:
                obstacle = self.env._("%s is reversed already.", note.display_name)
            elif move._complaint_money() != note._complaint_money():
                obstacle = self.env._(
                    "%(note)s settles a complaint and is reversed as a whole: leave its lines and amounts as they are.",
                    note=note.display_name,
                )
            else:
                continue
            message = f"{move.display_name}: {obstacle}"
            raise UserError(message)

    def _complaint_money(self) -> tuple:
        """Return what a credit note and its reversal have in common: customer, rate, goods, amounts and taxes."""
        self.ensure_one()
        lines = sorted(
            (
                line.product_id.id,
                line.account_id.id,
                line.quantity,
                self.currency_id.round(line.price_subtotal),
                sorted(line.tax_ids.ids),
            )
            for line in self.invoice_line_ids
            if line.display_type == "product"
        )
        totals = [self.currency_id.round(amount) for amount in (self.amount_untaxed, self.amount_total)]
        return self.partner_id, self.currency_id, round(self.invoice_currency_rate, 10), totals, lines

    def _check_complaint_revived(self):
        """Refuse to give up the reversal of a credit note that was replaced meanwhile, or to undo a reversed one.

        Called with all rights, once these are posted no more.

        :raises UserError: naming the credit note and what is in the way
        """
        for move in self:
            if reversals := move.complaint_settlement_id and move._complaint_reversals():
                raise UserError(
                    self.env._(
                        "%(note)s is reversed by %(reversal)s and stays as it is.",
                        note=move.display_name,
                        reversal=reversals[0].display_name,
                    )
                )
        revived = self._complaint_reversed().filtered(lambda note: note.state == "posted")
        credits = revived._complaint_invoice_credits()
        for note in revived:
            if obstacle := note._complaint_obstacle(credits):
                message = f"{note.display_name}: {obstacle}"
                raise UserError(message)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _complaint_is_money(self) -> bool:
        """Say whether the line gives back money only, or takes that back: no goods are moved or counted with it."""
        self.ensure_one()
        # sudo: only what kind of line it is
        return self.complaint_is_amount or self.sudo().complaint_credited_line_id.complaint_is_amount
