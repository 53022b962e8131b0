from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerLeadCardWithdrawal(models.Model):
    """How a card ends: withdrawn with a reason and a signature, or won (S1.6-cards-10)."""

    _inherit = "customer.lead.card"

    withdraw_reason = fields.Text("Reason to Withdraw", copy=False, help="In detail: what a leader signs.")
    withdrawal_asked_date = fields.Datetime("Withdrawal Asked", readonly=True, copy=False)
    withdrawn_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    withdrawn_date = fields.Datetime("Withdrawn", readonly=True, copy=False)
    custodian_id = fields.Many2one(
        "res.users",
        string="Kept By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The sales assistant, who keeps cards that were withdrawn.",
    )
    withdrawal_activity_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    is_torn = fields.Boolean(compute="_compute_is_torn")

    @api.depends("event_ids.kind")
    def _compute_is_torn(self):
        for card in self:
            # sudo: whoever reads the card knows that it was torn up
            card.is_torn = "torn" in card.sudo().event_ids.mapped("kind")

    def _check_withdrawal_asked(self, vals):
        """What a leader is asked to sign stays as it is, but for the leader."""
        for card in self if "withdraw_reason" in vals else ():
            if card.withdrawal_asked_date and not card._led_by_me():
                raise AccessError(self.env._("%s: a leader was asked to sign this reason.", card.display_name))

    def action_ask_withdrawal(self):
        """Ask the leader to sign the withdrawal."""
        self.check_access("write")
        self._settle()
        step = self._declared_step("withdraw")
        for card in self:
            if not card._led_by_me():
                card._check_is_holder()
            if card.state not in step.source:
                card._check_step(step)
            card._check_reason()
            # sudo: whoever asks gives the leader the activity
            known = card.sudo()
            known._end_withdrawal_activity()
            activity = known.withdrawal_activity_id
            if signer := known._leader_to_ask(known.proposed_signer_id | known.signed_by_id | known.team_id.user_id):
                activity = known.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Sign the withdrawal of the card"),
                    user_id=signer.id,
                )
            known._write_protected(
                {"withdrawal_asked_date": fields.Datetime.now(), "withdrawal_activity_id": activity.id}
            )
            card._enter("asked", note=card.withdraw_reason)
        return True

    def action_refuse_withdrawal(self):
        """Refuse, as a leader, to sign the withdrawal: the card goes on as if nobody had asked."""
        self.check_access("read")
        for card in self:
            if not card._led_by_me():
                raise AccessError(self.env._("%s: a leader refuses that.", card.display_name))
            if not card.withdrawal_asked_date:
                raise UserError(self.env._("%s: nobody asks to withdraw it.", card.display_name))
            card._check_not_final()
            card._enter("refused", note=card.withdraw_reason)
            # sudo: the leader, who need not be allowed to change anything else
            card.sudo()._forget_withdrawal()
        return True

    def _forget_withdrawal(self):
        """Let the card be as if nobody had asked to withdraw it; called with all rights."""
        self._end_withdrawal_activity()
        self._write_protected(
            {"withdrawal_asked_date": False, "withdraw_reason": False, "withdrawal_activity_id": False}
        )

    def _end_withdrawal_activity(self):
        # those of the deadlines stay
        self.withdrawal_activity_id.exists().action_feedback()

    def _check_reason(self):
        if not (self.withdraw_reason or "").strip():
            raise UserError(self.env._("%s: write in detail why it is withdrawn.", self.display_name))

    def action_withdraw(self):
        """Sign the withdrawal; the assistant keeps the card from now on."""
        self._settle()
        return self._run_step("withdraw")

    def _before_withdraw(self):
        for card in self:
            card._check_reason()
            rule = self.env["customer.lead.card.rule"]._of(card.company_id)
            if rule and not rule.custodian_id:
                rule._breached_by(
                    card, self.env._("%s: the rule does not say who keeps withdrawn cards.", card.display_name)
                )
            # sudo: who keeps the card follows from the rule
            card.sudo()._write_protected({"custodian_id": rule.custodian_id.id})
            card._cancel_deadlines(self.env._("The card was withdrawn."))
            card._end_disputes(self.env._("The card was withdrawn."))

    def _after_withdraw(self):
        for card in self:
            card._enter("withdrawn", note=card.withdraw_reason, new=card.custodian_id.name or "")
        # sudo: the leader may close what was asked of another
        self.sudo()._end_withdrawal_activity()
        self.sudo()._end_sign_activity()  # sudo: see above

    def _win(self):
        """The customer bought: called by the lead, with all rights, for cards of whoever acts."""
        self._settle()
        won = self.filtered(lambda card: card.state == "valid")
        if won:
            won._cancel_deadlines(self.env._("The customer bought."))
            won._run_step("win")
            won._enter("won")
            won._end_disputes(self.env._("The customer bought."))

    def _reopen(self):
        """The lead is not won after all: called by the lead, with all rights, for cards of whoever acts.

        The days of a card went on meanwhile; a card whose customer has another owner by now stays won.
        """
        for card in self.filtered(lambda card: card.state == "won"):
            if not card._find_owner():
                card._run_step("reopen")
                card._enter("reopened")
                card._settle()
                card._follow_deadline()

    # what staff conduct is told

    def action_report_torn(self):
        """Report that the holder tore the card up; once for each card."""
        for card in self:
            card._check_reporter()
            if card.is_torn:
                raise UserError(self.env._("%s: that was reported already.", card.display_name))
            card._enter("torn")
            rule = self.env["customer.lead.card.rule"]._of(card.company_id)
            rule._report_conduct("torn_conduct_code", card.holder_id, card, card.company_id)
        return True

    def action_report_hindrance(self):
        """Report that the holder of a duplicate hinders the sale instead of helping (S1.6-cards-05a)."""
        for card in self:
            card._check_reporter()
            if card.state != "duplicate":
                raise UserError(self.env._("%s is no duplicate.", card.display_name))
            card._enter("hindrance")
            rule = self.env["customer.lead.card.rule"]._of(card.company_id)
            rule._report_conduct("hindrance_conduct_code", card.holder_id, card, card.company_id)
        return True

    def _check_reporter(self):
        """A leader or the keeper of the card reports, who read it."""
        self.check_access("read")
        if not self._led_by_me() and self.env.user != self.custodian_id:
            raise AccessError(self.env._("%s: a leader or the keeper of the card reports that.", self.display_name))
