import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .credit_plan import CreditPlan

#: set by our own methods only
LINKS = {"complaint_settlement_id", "complaint_content"}


class AccountMove(models.Model):
    """A credit note that settles a complaint: posted as decided, with its proof, and never beyond what was invoiced."""

    _inherit = "account.move"

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

    # no forging

    @api.model_create_multi
    def create(self, vals_list):
        if (
            not self.env.su
            and not CreditPlan.of(self.env)
            and any(vals.get(name) for vals in vals_list for name in LINKS)
        ):
            self._refuse_complaint_link()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and LINKS & set(vals):
            self._refuse_complaint_link()
        # here and not in the buttons: a client can write the state as well
        if vals.get("state") == "posted":
            self.filtered(lambda move: move.state != "posted")._check_complaint_credit()
        result = super().write(vals)
        if "state" in vals:
            self._follow_complaint_settlement()
        return result

    @api.model
    def default_get(self, fields):
        # a default in the context is input of the client
        return {name: value for name, value in super().default_get(fields).items() if name not in LINKS}

    @api.model
    def _refuse_complaint_link(self):
        raise AccessError(self.env._("Which complaint a credit note settles is not entered by hand."))

    def copy_data(self, default=None):
        """A reversal for a complaint keeps what was decided, and nothing else of the invoice."""
        vals_list = super().copy_data(default)
        plan = CreditPlan.of(self.env)
        if plan and default and default.get("reversed_entry_id"):
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
        """The receivable is taken back with the rate that it was made with, whatever day that is done."""
        result = super()._compute_invoice_currency_rate()
        for move in self.filtered("complaint_settlement_id"):
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
        for move in self:
            # sudo: why it is not posted is told to whoever reads the credit note
            known = move.sudo()
            waits = known.complaint_settlement_id and known.state == "draft"
            move.complaint_posting_obstacle = known._complaint_obstacle() if waits else False

    def _complaint_obstacle(self, together=()) -> str:
        """Say why this credit note is not posted, or return an empty string.

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
        return self._over_credited_obstacle(together)

    def _over_credited_obstacle(self, together=()) -> str:
        """Say how much more than invoiced would be credited, or return an empty string.

        A credit note made by hand is looked at only where complaints credited the same invoice.
        """
        self.ensure_one()
        invoice = self.reversed_entry_id
        others = invoice.reversal_move_ids.filtered(
            lambda move: (
                (move.state == "posted" or move in together) and move.move_type == "out_refund" and move != self
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
        if line := self._over_credited_line(others | self):
            return self.env._(
                "More of “%(line)s” than %(invoice)s charged would be credited.",
                line=line.display_name,
                invoice=invoice.display_name,
            )
        return ""

    def _over_credited_line(self, notes):
        """Return a line of the invoice of which ``notes`` together credit more than it charged, this one some of it."""
        charged = self.reversed_entry_id.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.price_subtotal > 0
        )
        limit = self._credit_rounding_limit(notes)
        for line, credits in charged._complaint_credit_lines().items():
            if self in credits.move_id:
                quantity, amount = line._complaint_left(credits.filtered(lambda one: one.move_id in notes))
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
        notes = self.filtered(
            lambda move: move.complaint_settlement_id or (move.move_type == "out_refund" and move.reversed_entry_id)
        )
        # sudo: a lock changes nothing, and what is in the way is told to whoever posts
        known = notes.sudo()
        # nobody takes the note back meanwhile
        known.complaint_settlement_id._lock_settlement()
        known.reversed_entry_id._lock_credited()
        for note in known:
            if obstacle := note._complaint_obstacle(together=known):
                message = f"{note.display_name}: {obstacle}"
                raise UserError(message)

    def _follow_complaint_settlement(self):
        # sudo: the note follows its credit notes whoever posts or cancels them
        self.sudo().complaint_settlement_id._follow_credit_notes()

    def action_view_complaint_settlement(self):
        """Open the note that the credit note settles."""
        self.ensure_one()
        return self.complaint_settlement_id._get_records_action()
