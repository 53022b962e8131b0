from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_policy.tools.deadline_time import local_day

from ..tools import validity

#: what the holder says of a call-back; all else is written by the server
GIVEN = {"card_id", "kind", "note"}


class CustomerLeadCardCall(models.Model):
    """A call-back (回访): entered by the holder when it is made, signed by a leader where the rule says so.

    Its moment is that of the entry: nobody says when it was. It stays as it is.
    """

    _name = "customer.lead.card.call"
    _description = "Call-back"
    _inherit = ["customer.fixed.mixin", "customer.export.mixin"]
    _order = "date desc, id desc"

    card_id = fields.Many2one("customer.lead.card", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [("call", "Call"), ("visit", "Visit"), ("message", "Message")], required=True, default="call"
    )
    note = fields.Text(help="What the customer said.")
    date = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    number = fields.Integer(
        "No.", readonly=True, aggregator=None, help="Counted since the card was signed or handed on."
    )
    needs_signature = fields.Boolean(readonly=True)
    signed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    signed_date = fields.Datetime("Signed on", readonly=True)
    counts_from = fields.Date(
        compute="_compute_counts_from",
        help="Its own day; signed too late, the day of the signature; not signed, none, nor for those after it.",
    )
    activity_id = fields.Many2one("mail.activity", readonly=True, index="btree_not_null", ondelete="set null")
    can_sign = fields.Boolean(compute="_compute_can_sign")

    def _auto_init(self):
        result = super()._auto_init()
        self.env["customer.lead.card"]._install_deletion_guard(self._table)
        return result

    @api.depends("kind", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for call in self:
            label = dict(self._fields["kind"]._description_selection(self.env)).get(call.kind, "")
            call.display_name = f"{label} {call.number or ''}".strip()

    @api.depends("date", "needs_signature", "signed_date", "card_id.terms", "card_id.call_ids.signed_date")
    def _compute_counts_from(self):
        for call in self:
            card = call.card_id
            zone = card.company_id._policy_timezone().zone if call.date else ""
            call.counts_from = call.date and local_day(call.date, zone)
            if call.date and card.terms:
                before = [one._fact() for one in card._present_calls() if (one.date, one.id) < (call.date, call.id)]
                call.counts_from = validity.counts_from(call._fact(), card._validity_terms(), zone, before)

    @api.depends("needs_signature", "signed_date", "card_id.current_state", "card_id.is_led_by_me")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        for call in self:
            call.can_sign = call._waits_for_signature() and call.card_id.is_led_by_me

    def _waits_for_signature(self) -> bool:
        """Say whether a signature still changes something: not after the card ended, or was handed on."""
        if not self.needs_signature or self.signed_date:
            return False
        return self.card_id._is_live() and self in self.card_id._present_calls()

    def _fact(self) -> validity.Call:
        return validity.Call(self.date, self.needs_signature, self.signed_date or None)

    @api.model_create_multi
    def create(self, vals_list):
        # also the card that the context gives, which would come in after it was checked
        vals_list = [{**self.default_get(["card_id"]), **vals} for vals in vals_list]
        if not self.env.su:
            vals_list = [{name: vals[name] for name in GIVEN & set(vals)} for vals in vals_list]
        cards = self.env["customer.lead.card"].browse(vals["card_id"] for vals in vals_list if vals.get("card_id"))
        cards._settle()
        if not self.env.su:
            cards._check_may_call()
        by_id = {card.id: card for card in cards}
        made = {card: len(card._present_calls()) if card.held_since else 0 for card in by_id.values()}
        prepared = []
        for vals in vals_list:
            card = by_id.get(vals.get("card_id"), cards.browse())
            number = made[card] = made.get(card, 0) + 1
            facts = {
                # set here, since default_<field> in the context is user input
                "date": fields.Datetime.now(),
                "user_id": self.env.uid,
                "number": number,
                "needs_signature": number == (card.terms or {}).get("signed_call"),
                "signed_by_id": False,
                "signed_date": False,
                "activity_id": False,
            }
            prepared.append({**facts, **vals} if self.env.su else {**vals, **facts})
        calls = super().create(prepared)
        calls.card_id._after_calls(calls)
        for call in calls:
            if call._waits_for_signature():
                call._ask_for_signature()
        return calls

    def _ask_for_signature(self):
        """Remind the leader who signed the card, or else one who can, to sign this call-back in time."""
        # sudo: whoever calls back gives the leader the activity
        known = self.sudo()
        card = known.card_id
        if signer := card._leader_to_ask(card.signed_by_id | card.proposed_signer_id | card.team_id.user_id):
            zone = card.company_id._policy_timezone().zone
            until = self.date + timedelta(hours=card.terms["sign_hours"])
            known.activity_id = card.activity_schedule(
                "mail.mail_activity_data_todo",
                local_day(until, zone),
                summary=self.env._("Sign the call-back within %s hours", card.terms["sign_hours"]),
                user_id=signer.id,
            )

    def write(self, vals):
        if not self.env.su and vals:
            raise AccessError(self.env._("A call-back that was entered stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_entered(self):
        raise UserError(self.env._("A call-back that was entered stays as it is."))

    def action_sign(self):
        """Sign the call-backs as a leader (S1.6-cards-02b).

        :raises UserError: when nothing waits for a signature, or the card is not valid any more
        """
        self.card_id.check_access("read")
        self.card_id._settle()
        for call in self:
            card = call.card_id
            if not card._led_by_me():
                raise AccessError(self.env._("%s: a leader signs, and not the holder of the card.", card.display_name))
            if not call._waits_for_signature():
                raise UserError(self.env._("%s: this call-back does not wait for a signature.", card.display_name))
            # sudo: a signature is written by this method only, for whom it may
            call.sudo().write({"signed_by_id": self.env.uid, "signed_date": fields.Datetime.now()})
            # sudo: whoever signs closes what was asked of another
            call.sudo().activity_id.exists().action_feedback()
            card._enter("call_signed", note=call.display_name)
            card._follow_deadline()
        return True
