from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .credit_plan import CreditPlan


class CustomerComplaintSettlement(models.Model):
    """The credit notes of a note: for exactly what was decided and came back, tied to the invoices line by line."""

    _inherit = "customer.complaint.settlement"

    credit_note_ids = fields.One2many("account.move", "complaint_settlement_id", string="Credit Notes", readonly=True)
    credit_note_count = fields.Integer(compute="_compute_credit_notes")
    credit_amount = fields.Monetary(
        "Credited, Drafts Included",
        compute="_compute_credit_notes",
        help="Without taxes, in the currency of the company.",
    )
    credit_note_expected = fields.Integer(
        "Credit Notes Expected", readonly=True, copy=False, help="How many came of it: it is settled with all of them."
    )
    needs_credit = fields.Boolean(compute="_compute_needs_credit", help="Credit notes can be made now.")
    invoice_id = fields.Many2one(
        "account.move",
        string="Invoice Credited",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')), ('state', '=', 'posted'), "
        "('commercial_partner_id', '=', commercial_partner_id)]",
        help="For settlements that name no product.",
    )
    commercial_partner_id = fields.Many2one(related="complaint_id.commercial_partner_id")

    @api.constrains("invoice_id")
    def _check_invoice(self):
        for settlement in self.sudo():  # sudo: whose invoice it is does not depend on who asks
            invoice = settlement.invoice_id
            if invoice and (
                invoice.move_type not in ("out_invoice", "out_receipt")
                or invoice.commercial_partner_id != settlement.commercial_partner_id
            ):
                raise UserError(
                    self.env._(
                        "%(note)s: %(invoice)s is no invoice of %(customer)s.",
                        note=settlement.display_name,
                        invoice=invoice.display_name,
                        customer=settlement.commercial_partner_id.display_name,
                    )
                )

    @api.depends(
        "credit_note_ids.state", "credit_note_ids.amount_untaxed_signed", "credit_note_ids.complaint_taken_back"
    )
    def _compute_credit_notes(self):
        for settlement in self:
            # sudo: how much was credited is told to whoever reads the note
            notes = settlement.sudo()._live_credit_notes()
            settlement.credit_note_count = len(notes)
            settlement.credit_amount = -sum(notes.mapped("amount_untaxed_signed"))

    @api.depends("state", "credit_note_ids.state", "credit_note_ids.complaint_taken_back")
    def _compute_needs_credit(self):
        for settlement in self:
            settlement.needs_credit = not settlement.sudo()._credit_obstacle()  # sudo: only whether it can be made

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "credit_note_expected"}

    def _live_credit_notes(self):
        """Return those that credit something, or will once they are posted."""
        return self.credit_note_ids.filtered(lambda move: move.state != "cancel" and not move.complaint_taken_back)

    def _has_all_credit_notes(self) -> bool:
        """Say whether all its credit notes are there; one can have been deleted or cancelled beside others."""
        notes = self._live_credit_notes()
        return bool(notes) and len(notes) >= self.credit_note_expected

    def _expect_credit_notes(self):
        """Expect one more credit note as long as something that was decided and came back is not credited."""
        for settlement in self:
            notes = settlement._live_credit_notes()
            credited = settlement.action_ids.filtered(lambda action: action._is_credited())
            expected = len(notes)
            if any(action._is_left_to_credit() for action in credited):
                expected = max(expected + 1, settlement.credit_note_expected)
            if notes and settlement.credit_note_expected != expected:
                settlement._write_protected({"credit_note_expected": expected})

    def _credit_obstacle(self) -> str:
        """Hook: say why no credit note can be made now, or return an empty string."""
        self.ensure_one()
        if self.state not in ("issued", "finance"):
            return self.env._("%s is not issued.", self.display_name)
        if self._has_all_credit_notes():
            return self.env._("%s has its credit notes already.", self.display_name)
        if not self.action_ids.filtered(lambda action: action._is_credited()):
            return self.env._("%s: no credit note comes of it.", self.display_name)
        return ""

    def action_create_credit_notes(self):
        """Make the draft credit notes, once, and show them; whoever comes second sees those of the first."""
        self.ensure_one()
        self._create_credit_notes()
        return self.action_view_credit_notes()

    def action_view_credit_notes(self):
        """Show the credit notes of the note."""
        self.ensure_one()
        moves = self.sudo()._live_credit_notes().sudo(self.env.su)  # sudo: which they are; shown as the user may
        return moves._get_records_action(name=self.env._("Credit Notes"), context={"default_move_type": "out_refund"})

    def _create_credit_notes(self):
        """Return the credit notes, made by core's reversal as the acting user.

        :raises UserError: naming what is in the way
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env["account.move"].has_access("create"):
            raise AccessError(
                self.env._(
                    "%s: credit notes are made by the accounting staff.",
                    self.display_name,
                )
            )
        known = self.sudo()  # sudo: what was decided and charged is read whole; the reversal is made by the user
        known._lock_settlement()
        if known._has_all_credit_notes():
            return known._live_credit_notes().sudo(self.env.su)  # sudo: back to the rights of the user
        if obstacle := known._credit_obstacle():
            raise UserError(obstacle)
        parts = known._credit_parts()
        lines = self.env["account.move.line"].browse(parts)
        if not lines:
            known._check_taken_for_good()
            known._note_nothing_to_credit()
            return self.env["account.move"]
        invoices = lines.move_id
        invoices.sudo()._lock_credited()  # sudo: a lock changes nothing
        notes = self._reverse(invoices, CreditPlan(self.id, parts))
        known._settle_decided_amounts(notes, parts)
        known._write_protected({"credit_note_expected": len(known._live_credit_notes())})
        return notes

    def _lock_settlement(self):
        """Let one user at a time carry it out: the second waits, and is then tried again with what the first made."""
        self.env.cr.execute(
            "UPDATE customer_complaint_settlement SET write_date = write_date WHERE id = ANY(%s)",
            [self.ids],
        )

    def _credit_parts(self) -> dict:
        """Return what is credited, by id of the invoice line."""
        self.ensure_one()
        actions = self.action_ids.filtered(lambda action: action._is_credited())
        lines = self.env["account.move.line"].union(*(action._credit_base_lines() for action in actions))
        creditable = lines._complaint_creditable()
        parts = {}
        for action in actions:
            for line_id, found in action._credit_parts(creditable).items():
                parts.setdefault(line_id, []).extend(found)
        return parts

    def _reverse(self, invoices, plan: CreditPlan):
        """Return the draft reversals of ``invoices``, cut to the plan."""
        notes = self.env["account.move"]
        for journal, moves in invoices.grouped("journal_id").items():
            wizard = (
                self.env["account.move.reversal"]
                .with_company(self.company_id)
                .with_context(
                    active_model="account.move",
                    active_ids=moves.ids,
                    complaint_credit_plan=plan,
                )
                .create({"reason": self.display_name, "journal_id": journal.id})
            )
            wizard.refund_moves()
            notes |= wizard.new_move_ids
        return notes.with_env(self.env)

    def _settle_decided_amounts(self, notes, parts: dict):
        """Bring the drafts to the cent to what was decided, and note what they are; called with superuser rights."""
        for note in notes.sudo():  # sudo: lines with a link to what was decided are written by the note only
            note._deduct_undecided(parts)
            note._round_last_credit()
            note.complaint_content = note._complaint_fingerprint()

    def _credited_obstacle(self) -> str:
        """Hook: say which credit is no longer backed by what was decided and came back, or return an empty string."""
        self.ensure_one()
        for action in self.action_ids:
            lines = action._live_credit_lines()
            credited = action._credited_goods(lines)
            if credited and action.uom_id.compare(credited, action._credit_quantity()) > 0:
                return self.env._(
                    "%(action)s: %(credited)s would be credited, and %(returned)s came back.",
                    action=action._label(),
                    credited=credited,
                    returned=action._credit_quantity(),
                )
            amount = sum(lines.mapped("balance"))
            if not credited and action.currency_id.compare_amounts(amount, action.amount + lines._credit_slack()) > 0:
                return self.env._(
                    "%(action)s: %(credited)s would be credited, and %(decided)s were decided.",
                    action=action._label(),
                    credited=action.currency_id.format(amount),
                    decided=action.currency_id.format(action.amount),
                )
        # amounts of a few cents are within the rounding even twice
        notes = self._live_credit_notes()
        if len(notes) > self.credit_note_expected:
            return self.env._(
                "%(note)s would be credited twice: delete, cancel or reverse what is too much of %(credits)s.",
                note=self.display_name,
                credits=", ".join(notes.mapped("display_name")),
            )
        return ""

    def _check_taken_for_good(self):
        """Refuse to end the note because of drafts, which can still be deleted.

        :raises UserError: naming the drafts
        """
        left = self.action_ids.filtered(lambda action: action._is_credited() and action._is_left_to_credit())
        credits = left._taken_by()
        if drafts := credits.filtered(lambda move: move.state == "draft"):
            raise UserError(
                self.env._(
                    "%(note)s: nothing is left to be credited beside the drafts %(drafts)s. Post or delete them first.",
                    note=self.display_name,
                    drafts=", ".join(drafts.mapped("display_name")),
                )
            )

    def _note_nothing_to_credit(self):
        """Say on each settlement why no credit note came of it, and end the note."""
        self._write_protected({"credit_note_expected": len(self._live_credit_notes())})
        for action in self.action_ids.filtered(
            lambda action: action._is_credited() and not action._live_credit_lines()
        ):
            action.no_result_reason = action._nothing_to_credit()
        self._follow_credit_notes()

    def _follow_credit_notes(self):
        """Settle the note once all its credit notes are posted; back to finance when one is not any more.

        Called with superuser rights, by the credit notes.
        """
        for settlement in self.filtered(lambda one: one.state in ("finance", "done")):
            state = "done" if settlement._is_settled() else "finance"
            if settlement.state != state:
                settlement._write_protected({"state": state})

    def _is_settled(self) -> bool:
        """Hook: say whether all that comes of the note was made."""
        notes = self._live_credit_notes()
        credited = self.action_ids.filtered(lambda action: action._is_credited() and not action.no_result_reason)
        return (self._has_all_credit_notes() or not credited) and all(note.state == "posted" for note in notes)

    def _take_back_obstacle(self):
        posted = self.sudo()._live_credit_notes().filtered(lambda move: move.state == "posted")  # sudo: only whether
        return super()._take_back_obstacle() or (
            self.env._("%s is posted.", ", ".join(posted.mapped("name"))) if posted else ""
        )

    def _cancel_obstacle(self):
        notes = self.sudo()._live_credit_notes()  # sudo: only whether there are any
        return super()._cancel_obstacle() or (
            self.env._(
                "Delete or cancel its credit notes first: %s.",
                ", ".join(notes.mapped("display_name")),
            )
            if notes
            else ""
        )
