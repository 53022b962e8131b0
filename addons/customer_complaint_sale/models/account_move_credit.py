import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from .credit_plan import CreditPlan


class AccountMove(models.Model):
    """A credit note that settles a complaint: posted as decided, with its proof, and never beyond what was invoiced."""

    _name = "account.move"
    _inherit = ["account.move", "customer.complaint.link.mixin"]
    _complaint_links = ("complaint_settlement_id", "complaint_content", "complaint_taken_back")

    complaint_settlement_id = fields.Many2one(
        "customer.complaint.settlement",
        string="Settlement of a Complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    complaint_content = fields.Char(
        readonly=True,
        copy=False,
        help="Fingerprint of the quantities, prices and taxes that follow from the decision.",
    )
    complaint_posting_obstacle = fields.Char(
        "Why Not to Post",
        compute="_compute_complaint_posting_obstacle",
        help="What is in the way of posting it.",
    )

    @api.model
    def _is_complaint_link(self, vals):
        return bool(CreditPlan.of(self.env))

    def write(self, vals):
        # here and not in the buttons: a client can write the state as well
        if vals.get("state") in ("posted", "cancel"):
            # sudo: what is in the way is told to whoever posts or cancels
            self.sudo().filtered(lambda move: move.state != vals["state"])._check_complaint_invoice(vals["state"])
        if vals.get("state") == "posted":
            self.filtered(lambda move: move.state != "posted")._check_complaint_credit()
        undone = self.filtered(lambda move: move.state == "posted") if "state" in vals else self.browse()
        result = super().write(vals)
        # sudo: what is in the way is told to whoever takes it back
        undone.filtered(lambda move: move.state != "posted").sudo()._check_complaint_revived()
        if "state" in vals:
            self._follow_complaint_settlement()
        return result

    def copy_data(self, default=None):
        """A reversal for a complaint keeps what was decided, and nothing else of the invoice."""
        vals_list = super().copy_data(default)
        plan = CreditPlan.of(self.env)
        if not default or not default.get("reversed_entry_id"):
            # core's "Reverse and Create Invoice", or a debit note: what is charged anew takes nothing back
            for _command, _id, line_vals in (line for vals in vals_list for line in vals.get("line_ids", ())):
                line_vals.pop("complaint_credited_line_id", None)
        elif plan:
            for move, vals in zip(self, vals_list, strict=True):
                vals["line_ids"] = move._prepare_complaint_credit_lines(vals["line_ids"], plan)
        return vals_list

    def _prepare_complaint_credit_lines(self, commands: list, plan: CreditPlan) -> list:
        lines = {line.id: line for line in self.invoice_line_ids}
        return [
            (0, 0, lines[line_id]._prepare_complaint_credit_vals(vals, part))
            for _command, _id, vals in commands
            if (line_id := vals.get("complaint_credited_line_id")) in plan.parts
            for part in plan.parts[line_id]
        ]

    def _compute_invoice_currency_rate(self):
        """The receivable is taken back with the rate that it was made with, and so is that, whatever day it is done."""
        result = super()._compute_invoice_currency_rate()
        for move in self.filtered(lambda move: move.complaint_settlement_id or move._complaint_reversed()):
            move.invoice_currency_rate = move.reversed_entry_id.invoice_currency_rate
        return result

    # posting

    def _complaint_fingerprint(self) -> str:
        """Return a hash of what the decision fixed: goods, quantities, prices, discounts, taxes, rate and totals."""
        self.ensure_one()
        lines = [
            (
                line.complaint_action_id.id,
                line.complaint_credited_line_id.id,
                line.product_id.id,
                line.product_uom_id.id,
                repr(line.quantity),
                repr(line.price_unit),
                repr(line.discount),
                sorted(line.tax_ids.ids),
            )
            for line in self.invoice_line_ids.filtered(lambda line: line.display_type == "product").sorted("id")
        ]
        content = (
            self.move_type,
            self.reversed_entry_id.id,
            self.partner_id.id,
            self.currency_id.id,
            repr(self.invoice_currency_rate),
            repr(self.amount_total),
            lines,
        )
        return hashlib.sha256(repr(content).encode()).hexdigest()

    @api.depends(
        "state",
        "complaint_settlement_id.state",
        "line_ids.price_subtotal",
        "amount_total",
    )
    def _compute_complaint_posting_obstacle(self):
        # sudo: why it is not posted is told to whoever reads the credit note
        known = self.sudo().filtered(lambda move: move.complaint_settlement_id and move.state == "draft")
        # for all at once: what is filtered would be read one by one
        notes = known.complaint_settlement_id.action_ids.credit_line_ids.move_id
        notes.line_ids.fetch(["display_type", "tax_ids"])
        notes.reversed_entry_id.fetch(["invoice_cash_rounding_id"])
        credits = known._complaint_invoice_credits()
        for move in self:
            # sudo: see above
            move.complaint_posting_obstacle = move in known and move.sudo()._complaint_obstacle(credits)

    def _complaint_invoice_credits(self) -> dict:
        """Return what credits each line of the invoices of these credit notes, see ``_complaint_credit_lines``."""
        return self.reversed_entry_id.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.price_subtotal > 0
        )._complaint_credit_lines()

    def _complaint_obstacle(self, credits: dict, together=()) -> str:
        """Say why this credit note is not posted, or return an empty string.

        :param credits: see :meth:`_complaint_invoice_credits`
        :param together: those that are posted with it
        """
        self.ensure_one()
        settlement = self.complaint_settlement_id
        if settlement:
            if settlement.state not in ("finance", "done"):
                return " ".join(
                    filter(
                        None,
                        (
                            self.env._(
                                "%s was not handed over to finance.",
                                settlement.display_name,
                            ),
                            settlement._hand_over_obstacle() if settlement.state == "issued" else "",
                        ),
                    )
                )
            if self.complaint_content != self._complaint_fingerprint():
                return self.env._(
                    "Its lines, quantities, prices or taxes were changed: it must be as %s says. Delete it and make it "
                    "anew.",
                    settlement.display_name,
                )
            if obstacle := settlement._credited_obstacle():
                return obstacle
            if self.reversed_entry_id.state != "posted":
                return self.env._("%s is not posted: nothing of it is credited.", self.reversed_entry_id.display_name)
        return self._over_credited_obstacle(credits, together) or self._order_credited_obstacle(together)

    def _over_credited_obstacle(self, credits: dict, together=()) -> str:
        """Say how much more than invoiced would be credited, or return an empty string.

        A credit note made by hand is looked at only where complaints credited the same invoice.
        """
        self.ensure_one()
        invoice = self.reversed_entry_id
        others = invoice.reversal_move_ids.filtered(
            lambda move: (
                (move.state == "posted" or move in together)
                and move.move_type == "out_refund"
                and move != self
                and not move.complaint_taken_back
            )
        )
        if not self.complaint_settlement_id and not others.complaint_settlement_id:
            return ""
        credited = sum(others.mapped("amount_total"))
        if self.currency_id.compare_amounts(credited + self.amount_total, invoice.amount_total) > 0:
            return self.env._(
                "%(invoice)s is of %(invoiced)s, and %(credited)s of it are credited already: %(amount)s are too much.",
                invoice=invoice.display_name,
                invoiced=self.currency_id.format(invoice.amount_total),
                credited=self.currency_id.format(credited),
                amount=self.currency_id.format(self.amount_total),
            )
        if line := self._over_credited_line(others | self, credits):
            return self.env._(
                "More of “%(line)s” than %(invoice)s charged would be credited.",
                line=line.display_name,
                invoice=invoice.display_name,
            )
        return ""

    def _over_credited_line(self, notes, credits: dict):
        """Return a line of the invoice of which ``notes`` together credit more than it charged, this one some of it."""
        charged = self.reversed_entry_id.invoice_line_ids.filtered(lambda line: line in credits)
        limit = self._credit_rounding_limit(notes)
        for line in charged:
            if self in credits[line].move_id:
                quantity, amount = line._complaint_left(credits[line].filtered(lambda one: one.move_id in notes))
                unit = line.product_uom_id
                if (unit and unit.compare(quantity, 0) < 0) or line.currency_id.compare_amounts(amount, -limit) < 0:
                    return line
        return charged.browse()

    def _lock_credited(self):
        """Let one credit note at a time be posted against these invoices, by hand or for a complaint."""
        if self.ids:
            self.env.cr.execute(
                "UPDATE account_move SET write_date = write_date WHERE id = ANY(%s)",
                [self.ids],
            )

    def _check_complaint_credit(self):
        """Refuse to post what is not as decided, has no proof, or is more than was invoiced.

        :raises UserError: naming the credit note and what is in the way
        """
        # sudo: a lock changes nothing, and what is in the way is told to whoever posts
        known = self.sudo()
        reversals = known.filtered(
            lambda move: (move.reversed_entry_id | move.reversed_entry_id.reversed_entry_id).complaint_settlement_id
        )
        refunded = known._complaint_refunded_orders()
        known = known.filtered(
            lambda move: (
                move.complaint_settlement_id
                or (move.move_type == "out_refund" and move.reversed_entry_id)
                or move.invoice_line_ids.sale_line_ids & refunded
            )
        )
        # nobody takes the note back meanwhile
        (known | reversals.reversed_entry_id).complaint_settlement_id._lock_settlement()
        ((known | reversals).reversed_entry_id | (refunded.invoice_lines.move_id - known))._lock_credited()
        reversals._check_complaint_reversal()
        concerned = known.filtered(
            lambda move: (move | move.reversed_entry_id.reversal_move_ids).complaint_settlement_id
        )
        credits = concerned._complaint_invoice_credits()
        for note in known:
            if obstacle := note._complaint_obstacle(credits, together=known):
                message = f"{note.display_name}: {obstacle}"
                raise UserError(message)

    def _follow_complaint_settlement(self):
        # sudo: the note follows its credit notes whoever posts, cancels or reverses them
        known = self.sudo()
        (known | known._complaint_reversed()).complaint_settlement_id._follow_credit_notes()

    def action_view_complaint_settlement(self):
        """Open the note that the credit note settles."""
        self.ensure_one()
        return self.complaint_settlement_id._get_records_action()
