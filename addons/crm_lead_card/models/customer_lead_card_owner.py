from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.tools import email_normalize

from odoo.addons.customer_file.tools import normalise


class CustomerLeadCardOwner(models.Model):
    """Whose customer it is: the first signature wins, waste cards are handed on (S1.6-cards-03, -05a, -07, -11a)."""

    _inherit = "customer.lead.card"

    phone_key = fields.Char(
        compute="_compute_keys", store=True, precompute=True, index="btree_not_null", help="The first number."
    )
    phone_keys = fields.Char(
        compute="_compute_keys",
        store=True,
        precompute=True,
        index="trigram",
        help="All numbers, each between commas: a customer with two telephones is found by either.",
    )
    email_key = fields.Char(compute="_compute_keys", store=True, precompute=True, index="btree_not_null")
    proposed_signer_id = fields.Many2one(
        "res.users",
        string="Leader of This Round",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Who signs by the rotation of leaders; another leader may.",
    )
    sign_activity_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    owner_card_id = fields.Many2one(
        "customer.lead.card",
        string="Duplicate Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The card that was signed first. Its holder sells; the holder of the duplicate helps.",
    )
    has_live_owner = fields.Boolean(
        compute="_compute_has_live_owner",
        compute_sudo=True,
        help="The card that was signed first still protects its customer.",
    )
    missed_card_id = fields.Many2one(
        "customer.lead.card",
        string="After a Missed Call-back Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The waste card of another consultant, who did not call this customer back in time.",
    )

    _one_owner_by_phone = models.UniqueIndex(
        "(company_id, phone_key) WHERE state = 'valid' AND phone_key IS NOT NULL",
        "Another valid card has this phone number.",
    )
    _one_owner_by_email = models.UniqueIndex(
        "(company_id, email_key) WHERE state = 'valid' AND email_key IS NOT NULL",
        "Another valid card has this e-mail address.",
    )

    @api.depends("owner_card_id.current_state")
    def _compute_has_live_owner(self):
        for card in self:
            card.has_live_owner = card.owner_card_id.current_state in ("valid", "won")

    @api.constrains("holder_id")
    def _check_holder(self):
        for card in self:
            if card.holder_id.share:
                raise ValidationError(
                    self.env._("%(card)s: %(user)s is no employee.", card=card.display_name, user=card.holder_id.name)
                )

    @api.depends("phone", "email")
    def _compute_keys(self):
        for card in self:
            card.update(self._keys(card.phone, card.email))

    @api.model
    def _keys(self, phone, email) -> dict:
        """Return by what cards of the same customer are found, however it was written."""
        address = normalise.text(email or "")
        phones = normalise.phone_keys(phone or "")
        return {
            "phone_key": phones[0] if phones else False,
            "phone_keys": f",{','.join(phones)}," if phones else False,
            "email_key": email_normalize(address, strict=False) or False,
        }

    @api.model
    def _same_customer(self, company, keys: dict, states, lead=None):
        """Return the cards of ``company`` with one of these ``keys``, see :meth:`_keys`, with superuser rights.

        :param lead: cards of this lead are of the same customer, whatever number is on them
        """
        # sudo: the callers tell the number and the holder only
        cards = self.sudo()
        phones = (keys["phone_keys"] or "").strip(",").split(",")
        found = [[("phone_keys", "ilike", f",{phone},")] for phone in phones if phone]
        if keys["email_key"]:
            found.append([("email_key", "=", keys["email_key"])])
        if lead:
            found.append([("lead_id", "=", lead.id)])
        if not found:
            return cards.browse()
        domain = fields.Domain([("company_id", "=", company.id), ("state", "in", states)])
        return cards.search(domain & fields.Domain.OR(found), order="signed_date, id")

    def _find_owner(self, keys=None):
        """Return the other card that holds the claim to this customer now; what became of it is stored first.

        :param keys: of the customer that the card is to claim, where that is about to change
        """
        keys = keys or self._keys(self.phone, self.email)
        rivals = self._same_customer(self.company_id, keys, ["valid"], self.lead_id) - self
        rivals._settle()
        return rivals.filtered(lambda card: card._is_live())[:1]

    @api.model
    def _warn_of_owner(self, company, phone, email, known=None, lead=None):
        """Return the warning of an onchange where somebody's card is valid for this phone, e-mail or lead."""
        if company not in self.env.companies:
            # on a screen the company is what the client says
            return None
        keys = self._keys(phone, email)
        found = self._same_customer(company, keys, ["valid"], lead) - (known or self)
        owner = found.filtered(lambda card: card._is_live())[:1]
        if not owner:
            return None
        message = self.env._(
            "%(card)s of %(holder)s is valid for this customer. A card signed now is a duplicate.",
            card=owner.display_name,
            holder=owner.holder_id.name,
        )
        return {"warning": {"title": self.env._("Duplicate"), "message": message, "type": "notification"}}

    @api.onchange("phone", "email", "lead_id")
    def _onchange_keys(self):
        company = self.company_id or self.env.company
        # a client may say any lead: of those the user cannot read, nothing is told
        lead = self.lead_id._origin._filtered_access("read")
        return self._warn_of_owner(company, self.phone, self.email, self._origin, lead)

    def _check_no_other_owner(self, phone, email):
        """Refuse to let the card claim a customer, by phone and e-mail, of whom another card is valid."""
        if owner := self._find_owner(self._keys(phone, email)):
            raise UserError(
                self.env._(
                    "%(card)s: %(other)s of %(holder)s is valid for this customer.",
                    card=self.display_name,
                    other=owner.display_name,
                    holder=owner.holder_id.name,
                )
            )

    # signing

    def _ask_to_sign(self):
        """Give the leader whose turn it is the activity to sign these cards the same day; called with all rights."""
        for card in self:
            if signer := card._leader_to_ask(card.proposed_signer_id | card.team_id.user_id):
                activity = card.activity_schedule(
                    "mail.mail_activity_data_todo",
                    card.company_id._policy_today(),
                    summary=self.env._("Sign the card"),
                    user_id=signer.id,
                )
                card._write_protected({"sign_activity_id": activity.id})

    def _end_sign_activity(self):
        self.sign_activity_id.exists().action_feedback()

    def action_sign(self):
        """Sign the cards; those of a customer who has an owner become duplicates of the owner's card.

        :raises ConcurrencyError: when somebody signs for the same customer at once; the server then begins again
        """
        for card in self.sorted("id"):
            if owner := card._find_owner():
                card._run_step("double")
                # sudo: it follows from the signatures
                card.sudo()._write_protected({"owner_card_id": owner.id})
                card._enter("duplicate", note=owner.display_name)
                card._cancel_deadlines(self.env._("The card is a duplicate."))
                continue
            missed = card._missed_card()
            try:
                with self.env.cr.savepoint():
                    card._run_step("sign")
            except UniqueViolation as error:
                # the other signature is not visible yet: it is once the server begins again
                raise ConcurrencyError(card.display_name) from error
            if missed:
                card._blame(missed)
        # sudo: whoever signs closes what was asked of another
        self.sudo()._end_sign_activity()
        return True

    def _after_sign(self):
        self._meet_deadline("sign")
        self._begin(self.signed_date)
        self._follow_deadline()
        self._enter("signed")

    def _begin(self, moment):
        """Let the first term begin, by the rule of today."""
        for card in self:
            terms = self.env["customer.lead.card.rule"]._of(card.company_id)._card_terms()
            # sudo: it follows from the signature, whose right was checked
            card.sudo()._write_protected({"held_since": moment, "terms": terms or False, "noted_date": False})

    def _missed_card(self):
        """Return the waste card of another consultant who did not call this customer back, not too long ago."""
        keys = self._keys(self.phone, self.email)
        rivals = self._same_customer(self.company_id, keys, ["waste", "valid"], self.lead_id) - self
        rivals._settle()
        days = self.env["customer.lead.card.rule"]._of(self.company_id).blame_days
        since = fields.Datetime.now() - timedelta(days=days) if days else None
        return rivals.filtered(
            lambda card: (
                card.state == "waste"
                and card.holder_id != self.holder_id
                # the holder called back: it is a leader who did not sign
                and not any(call.needs_signature and not call.signed_date for call in card._present_calls())
                and (since is None or card.lapse_date >= since)
            )
        )[-1:]

    def _blame(self, missed):
        """Keep whose missed call-back this duplicate comes from, and report it (S1.6-cards-07)."""
        # sudo: it follows from the signatures
        self.sudo()._write_protected({"missed_card_id": missed.id})
        rule = self.env["customer.lead.card.rule"]._of(self.company_id)
        rule._report_conduct("late_conduct_code", missed.holder_id, self, self.company_id)

    def _rotating_signer(self, rule):
        """Return the leader whose turn it is to sign this card (S1.6-cards-11a)."""
        self.ensure_one()
        teams = self._leading_teams(self.company_id)
        own = self.team_id.sudo().user_id  # sudo: who leads a team is no secret
        leaders = list(dict.fromkeys(team.user_id for team in teams))
        if rule.rotation_unit and leaders:
            turn = rule._round(self.company_id._policy_today())
            if own in leaders:
                # never the own leader where there is another: the first one after, then the next
                at = leaders.index(own)
                leaders = leaders[at + 1 :] + leaders[:at] or leaders
            others = [one for one in leaders if one != self.holder_id]
            own = others[turn % len(others)] if others else own
        return own.filtered(lambda user: user != self.holder_id)

    # handing on

    def action_hand_on(self):
        """Ask to whom the waste cards go."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_lead_card.customer_lead_card_hand_on_action")
        return {**action, "context": {"default_card_ids": self.ids}}

    def _hand_on(self, holder, reason: str):
        """Give these waste cards to another consultant, for whom the rule begins anew (S1.6-cards-03).

        :raises UserError: where a card is not waste, is the consultant's already, or its customer has another owner
        """
        self._settle()
        for card in self:
            card._check_step(self._declared_step("hand_on"))
            if holder == card.holder_id:
                raise UserError(self.env._("%s: it is this consultant's card already.", card.display_name))
            card._check_no_other_owner(card.phone, card.email)
            card._run_step("hand_on")
            # sudo: the right was checked by the step, and the card of another team's consultant is out of sight then
            known = card.sudo()
            former = known.holder_id
            known._give_to(holder)
            known._begin(fields.Datetime.now())
            known._follow_deadline()
            known._enter("handed_on", field="holder_id", old=former.name, new=holder.name, note=reason)
            known._end_disputes(self.env._("The card was handed on."))
        return True

    def _give_to(self, holder):
        """Give the card, and the lead of which the former holder is the salesperson, to ``holder``; with all rights.

        The new holder works on the lead, and may see no others than the own ones.
        """
        former = self.holder_id
        team = self._team_of(holder, self.company_id) or self.team_id
        self._forget_withdrawal()
        self.write({"holder_id": holder.id, "team_id": team.id})
        self.message_unsubscribe(former.partner_id.ids)
        lead = self.lead_id
        if lead.user_id == former:
            lead.write({"user_id": holder.id, "team_id": team.id})
            lead.message_unsubscribe(former.partner_id.ids)

    @api.model
    def _team_of(self, user, company):
        """Return the sales team of ``user`` where it is one of ``company``, with superuser rights."""
        # sudo: to which team a colleague belongs is no secret
        team = user.sudo().sale_team_id
        return team.filtered(lambda one: one.company_id in (company, one.company_id.browse()))

    # disputes

    def _end_disputes(self, reason: str):
        """Drop the open disputes about cards that ended, or whose holder changed."""
        # sudo: they have lost their sense, whoever did that
        disputes = self.sudo().dispute_ids.filtered(lambda dispute: dispute.state == "open")
        for dispute in disputes:
            dispute._message_log(body=reason)
            dispute._drop(reason)

    def action_dispute(self):
        """Claim the customer of this card."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_lead_card.customer_lead_card_dispute_action")
        view = [(self.env.ref("crm_lead_card.customer_lead_card_dispute_view_form").id, "form")]
        return {
            **action,
            "views": view,
            "view_mode": "form",
            "context": {"default_card_id": (self.owner_card_id or self).id},
        }

    def _decide_owner(self, owner, note: str):
        """Give the card to whom the customer belongs; the owner's duplicate of it goes to the other one, who helps."""
        self._settle()
        former = self.holder_id
        if owner != former:
            # called with all rights
            duplicates = self.search([("owner_card_id", "=", self.id), ("holder_id", "=", owner.id)])
            for card in duplicates.filtered(lambda card: card.state == "duplicate"):
                card._give_to(former)
                card._enter("decided", field="holder_id", old=owner.name, new=former.name, note=note)
            self._give_to(owner)
        self._enter("decided", field="holder_id", old=former.name, new=owner.name, note=note)
        if owner != former and self.state == "waste" and not self._find_owner():
            # the other one let it become waste meanwhile: it begins anew, as when it is handed on
            self._run_step("hand_on")
            self._begin(fields.Datetime.now())
            self._follow_deadline()
