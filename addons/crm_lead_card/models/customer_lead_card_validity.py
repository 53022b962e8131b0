import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.customer_policy.tools.deadline_time import last_day, local_day

from ..tools import validity

_logger = logging.getLogger(__name__)

#: cards that become waste in one transaction
BATCH = 500
#: colours of the web client: red, orange, green
COLORS = {"today": 1, "soon": 2, "later": 10}


class CustomerLeadCardValidity(models.Model):
    """Until when a card is valid, and what becomes of it by itself (S1.6-cards-01, -02a to -02c, -04)."""

    _inherit = "customer.lead.card"

    terms = fields.Json(
        readonly=True, copy=False, help="The numbers of the rule as they were when the card was signed or handed on."
    )
    held_since = fields.Datetime(
        "Claim Since", readonly=True, copy=False, help="When it was signed, or handed on to the present holder."
    )
    effective_date = fields.Date(
        compute="_compute_validity",
        store=True,
        compute_sudo=True,
        help="The day of the signature, which is that of the card when it is signed the same day.",
    )
    valid_until = fields.Date(
        "Call Back Until",
        compute="_compute_validity",
        store=True,
        compute_sudo=True,
        index=True,
        help="The last day on which a call-back keeps the card.",
    )
    lapse_date = fields.Datetime(
        "Waste From",
        compute="_compute_validity",
        store=True,
        compute_sudo=True,
        help="When the card is waste unless the customer is called back before.",
    )
    has_call_to_sign = fields.Boolean(
        compute="_compute_has_call_to_sign", help="A call-back waits for its signature, and the card lapses without it."
    )
    is_binding = fields.Boolean(
        compute="_compute_validity",
        store=True,
        compute_sudo=True,
        help="The rule was enforced when the card was signed: not called back in time it becomes waste.",
    )
    current_state = fields.Selection(
        selection=lambda self: self._fields["state"]._description_selection(self.env),
        string="State Now",
        compute="_compute_current_state",
        search="_search_current_state",
        help="What the card is at this moment, also when the scheduled job was late.",
    )
    urgency = fields.Selection(
        [("none", "None"), ("later", "Later"), ("soon", "Tomorrow"), ("today", "Today")],
        compute="_compute_current_state",
    )
    color = fields.Integer(compute="_compute_current_state", help="Red: to call back today.")
    call_count = fields.Integer("Call-backs Made", compute="_compute_call_count", store=True, compute_sudo=True)
    last_call_date = fields.Datetime("Last Call-back", compute="_compute_call_count", store=True, compute_sudo=True)
    noted_date = fields.Datetime(readonly=True, copy=False, help="What a rule that observes would have done is listed.")
    conversion = fields.Float(
        "Conversion %", compute="_compute_shares", store=True, compute_sudo=True, aggregator="avg", digits=(5, 1)
    )
    waste_share = fields.Float(
        "Waste %", compute="_compute_shares", store=True, compute_sudo=True, aggregator="avg", digits=(5, 1)
    )

    _lapsing = models.Index("(lapse_date) WHERE state = 'valid' AND noted_date IS NULL")

    @api.depends("held_since", "terms", "call_ids.date", "call_ids.signed_date", "call_ids.needs_signature")
    def _compute_validity(self):
        for card in self:
            zone = card.company_id._policy_timezone().zone if card.held_since else ""
            card.effective_date = card.held_since and local_day(card.held_since, zone)
            card.lapse_date = card.valid_until = False
            card.is_binding = bool(card.terms) and card.terms["mode"] == "enforce"
            if card.held_since and card.terms:
                calls = [call._fact() for call in card._present_calls()]
                card.lapse_date = validity.lapse(
                    card.effective_date, calls, card._validity_terms(), zone, binding=card.is_binding
                )
                card.valid_until = last_day(card.lapse_date, zone)

    def _validity_terms(self) -> validity.Terms:
        return validity.Terms(*(self.terms[name] for name in validity.Terms._fields))

    def _present_calls(self):
        """Return the call-backs since the card was signed or handed on, in their order."""
        # sudo: only what they do to the card is told
        calls = self.sudo().call_ids.filtered(lambda call: call.date >= self.held_since)
        return calls.sorted(lambda call: (call.date, call.id))

    @api.depends("state", "lapse_date", "valid_until", "is_binding", "noted_date")
    def _compute_current_state(self):
        for card in self:
            card.current_state = "waste" if card._has_lapsed() else card.state
            card.urgency = "none"
            # one that a rule observes becomes no waste: once its lapse is listed nothing is urgent until the next call
            if card.current_state == "valid" and card.valid_until and not card.noted_date:
                days = (card.valid_until - card.company_id._policy_today()).days
                card.urgency = "today" if days <= 0 else "soon" if days == 1 else "later"
            card.color = COLORS.get(card.urgency, 0)

    @api.depends("call_ids.needs_signature", "call_ids.signed_date", "current_state", "held_since")
    def _compute_has_call_to_sign(self):
        for card in self:
            # sudo: whoever reads the card reads until when it counts
            card.has_call_to_sign = any(call._waits_for_signature() for call in card.sudo().call_ids)

    @api.model
    def _search_current_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        lapsed = fields.Domain([("state", "=", "valid"), ("lapse_date", "<=", now), ("is_binding", "=", True)])
        found = fields.Domain("state", "in", list(value))
        if "waste" in value:
            found |= lapsed
        if "valid" in value and "waste" not in value:
            found &= ~lapsed
        return found

    @api.depends("call_ids.date")
    def _compute_call_count(self):
        for card in self:
            card.call_count = len(card.call_ids)
            card.last_call_date = max(card.call_ids.mapped("date"), default=False)

    @api.depends("state")
    def _compute_shares(self):
        for card in self:
            card.conversion = 100.0 if card.state == "won" else 0.0
            card.waste_share = 100.0 if card.state == "waste" else 0.0

    def _is_due(self) -> bool:
        return self.state == "valid" and bool(self.lapse_date) and self.lapse_date <= fields.Datetime.now()

    def _has_lapsed(self) -> bool:
        """Say whether the stored state is late: the card is waste by what happened to it."""
        return self._is_due() and self.is_binding

    def _is_live(self) -> bool:
        """Say whether the card protects its holder's claim now."""
        return self.state == "valid" and not self._has_lapsed()

    def _settle(self):
        """Store what became of these cards until now; it is called before anything is done with them.

        The moment that counts is that of the facts, not that of this call.
        """
        # sudo: what became of a card is a fact, whoever finds it out
        lapsed = self.sudo().filtered("state").filtered(lambda card: card._has_lapsed())
        if lapsed:
            lapsed._write_protected({"state": "waste"})
            # nobody did that
            lapsed.with_user(SUPERUSER_ID)._enter("waste")
            lapsed._cancel_deadlines(self.env._("Not called back: the card is waste."))
        # sudo: see above
        observed = self.sudo().filtered(lambda card: card._is_due() and not card.is_binding and not card.noted_date)
        if observed:
            observed._write_protected({"noted_date": fields.Datetime.now()})
            observed._observe(self.env._("The card would have become waste."))

    def _observe(self, message: str):
        """List what the rules these cards were signed under would have done, which observed then, whatever they do now.

        A rule that was deleted since lists nothing.
        """
        # sudo: rules are configuration without secrets
        rules = self.env["customer.lead.card.rule"].sudo()
        for rule_id, cards in self.grouped(lambda card: (card.terms or {}).get("rule_id")).items():
            if rule := rules.browse(rule_id).exists():
                self.env["customer.policy.observation"]._record(rule, cards, message)

    @api.model
    def _cron_settle(self):
        """Store what became of cards by themselves, some hundred in each transaction."""
        cron = self.env["ir.cron"]
        domain = self._to_settle_domain()
        while cards := self.search(domain, limit=BATCH, order="id"):
            if failed := cards._settle_each():
                domain = [*domain, ("id", "not in", failed)]
            if not cron._commit_progress(len(cards), remaining=self.search_count(domain)):
                return

    def _settle_each(self) -> list[int]:
        """Settle these cards, at once or, where that fails, one by one; return the ids of those that cannot be."""
        try:
            with self.env.cr.savepoint():
                self._settle()
            return []
        except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception:
            if len(self) == 1:
                # one that cannot be stored stops no other
                _logger.exception("Lead card %s is not settled", self.id)
                return self.ids
        return [failed for card in self for failed in card._settle_each()]

    @api.model
    def _to_settle_domain(self):
        # those of a rule that observes stay valid: each lapse is listed once
        return [("state", "=", "valid"), ("lapse_date", "<=", fields.Datetime.now()), ("noted_date", "=", False)]

    def _after_calls(self, calls):
        """Follow these new ``calls``: messages in a row make a card void, others begin a new term."""
        self._settle()
        for card in self:
            if card._is_live() and card._has_messages_in_a_row(calls):
                card._spoil()
            if card._is_live():
                card._follow_deadline()

    def _has_messages_in_a_row(self, calls) -> bool:
        """Say whether one of ``calls`` completes a row of messages that makes the card void."""
        limit, row = (self.terms or {}).get("void_messages"), 0
        for call in self._present_calls():
            row = row + 1 if call.kind == "message" else 0
            if limit and row == limit and call in calls:
                return True
        return False

    def _spoil(self):
        count = self.terms["void_messages"]
        message = self.env._("%(card)s: %(count)s messages in a row.", card=self.display_name, count=count)
        if not self.is_binding:
            self._observe(message)
            return
        self._cancel_deadlines(message)
        self.sudo()._run_step("spoil")  # sudo: it follows from the call-backs, whoever made the last
        self._enter("void", note=message)
        self._end_disputes(message)

    def _cancel_deadlines(self, reason, milestones=None):
        """Nobody is reminded any more to sign a call-back either."""
        result = super()._cancel_deadlines(reason, milestones)
        # sudo: those reminded are others
        waiting = self.sudo().call_ids.filtered(lambda call: not call.signed_date)
        waiting.activity_id.exists().unlink()
        return result

    def _follow_deadline(self):
        """Let the reminder follow the last day of the card, and list its next lapse where the rule observes."""
        for card in self:
            if card.noted_date and not card._is_due():
                # sudo: it follows from the call-backs
                card.sudo()._write_protected({"noted_date": False})
            card._meet_deadline("call")
            if card._is_live() and card.valid_until:
                card._start_deadline("call", agreed_day=card.valid_until)

    # calling back

    def _check_may_call(self):
        """The holder enters call-backs of a valid card, and nobody else."""
        self.check_access("read")
        for card in self:
            if card.holder_id != self.env.user:
                raise AccessError(self.env._("%s: its holder enters the call-backs.", card.display_name))
            if not card._is_live():
                state = dict(self._fields["state"]._description_selection(self.env))[card.current_state]
                raise UserError(
                    self.env._(
                        "%(card)s is not valid, but in the state “%(state)s”.", card=card.display_name, state=state
                    )
                )

    def action_call(self):
        """Ask what the customer said; the kind of call-back is that of the button."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_lead_card.customer_lead_card_call_action_new")
        kind = self.env.context.get("call_kind", "call")
        return {**action, "context": {"default_card_id": self.id, "default_kind": kind}}
