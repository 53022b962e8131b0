from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import email_normalize

from odoo.addons.customer_file.tools import normalise


class CustomerLeadCardOwner(models.Model):
    """Whose customer it is: the first signature wins, waste cards are handed on (S1.6-cards-03, -05a, -07, -11a)."""

    _inherit = "customer.lead.card"

    phone_key = fields.Char(compute="_compute_keys", store=True, precompute=True, index="btree_not_null")
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
    owner_card_id = fields.Many2one(
        "customer.lead.card",
        string="Duplicate Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The card that was signed first. Its holder sells; the holder of the duplicate helps.",
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

    @api.depends("phone", "email")
    def _compute_keys(self):
        for card in self:
            card.update(self._keys(card.phone, card.email))

    @api.model
    def _keys(self, phone, email) -> dict:
        """Return by what cards of the same customer are found, however it was written."""
        address = normalise.text(email or "")
        return {
            "phone_key": normalise.phone_key(phone or "") or False,
            "email_key": email_normalize(address, strict=False) or False,
        }

    @api.model
    def _same_customer(self, company, phone_key, email_key, states):
        """Return the cards of ``company`` with one of these keys, with superuser rights."""
        # sudo: the callers tell the number and the holder only
        cards = self.sudo()
        keys = [[(name, "=", key)] for name, key in (("phone_key", phone_key), ("email_key", email_key)) if key]
        if not keys:
            return cards.browse()
        domain = fields.Domain([("company_id", "=", company.id), ("state", "in", states)])
        return cards.search(domain & fields.Domain.OR(keys), order="signed_date, id")

    def _find_owner(self, keys=None):
        """Return the other card that holds the claim to this customer now; what became of it is stored first.

        :param keys: of the customer that the card is to claim, where that is about to change
        """
        keys = keys or {"phone_key": self.phone_key, "email_key": self.email_key}
        rivals = self._same_customer(self.company_id, keys["phone_key"], keys["email_key"], ["valid"]) - self
        rivals._settle()
        return rivals.filtered(lambda card: card._is_live())[:1]

    @api.model
    def _warn_of_owner(self, company, phone, email, known=None):
        """Return the warning of an onchange where somebody's card is valid for this phone or e-mail."""
        keys = self._keys(phone, email)
        found = self._same_customer(company, keys["phone_key"], keys["email_key"], ["valid"]) - (known or self)
        owner = found.filtered(lambda card: card._is_live())[:1]
        if not owner:
            return None
        message = self.env._(
            "%(card)s of %(holder)s is valid for this customer. A card signed now is a duplicate.",
            card=owner.display_name,
            holder=owner.holder_id.name,
        )
        return {"warning": {"title": self.env._("Duplicate"), "message": message, "type": "notification"}}

    @api.onchange("phone", "email")
    def _onchange_keys(self):
        return self._warn_of_owner(self.company_id or self.env.company, self.phone, self.email, self._origin)

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
        """Return the waste card of another consultant who did not call this customer back."""
        rivals = self._same_customer(self.company_id, self.phone_key, self.email_key, ["waste", "valid"]) - self
        rivals._settle()
        return rivals.filtered(lambda card: card.state == "waste" and card.holder_id != self.holder_id)[-1:]

    def _blame(self, missed):
        """Keep whose missed call-back this duplicate comes from, and report it (S1.6-cards-07)."""
        # sudo: it follows from the signatures
        self.sudo()._write_protected({"missed_card_id": missed.id})
        rule = missed._rule()
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
            former = card.holder_id
            card._give_to(holder)
            card._begin(fields.Datetime.now())
            card._run_step("hand_on")
            card._follow_deadline()
            card._enter("handed_on", field="holder_id", old=former.name, new=holder.name, note=reason)
        return True

    def _give_to(self, holder):
        # sudo: to which team a colleague belongs is no secret
        team = holder.sudo().sale_team_id.filtered(
            lambda one: one.company_id in (self.company_id, one.company_id.browse())
        )
        # sudo: the holder is written by the steps that check who may change it
        self.sudo().write({"holder_id": holder.id, "team_id": (team or self.team_id).id})

    # disputes

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
        former = self.holder_id
        if owner != former:
            # sudo: called with all rights
            duplicates = self.search([("owner_card_id", "=", self.id), ("holder_id", "=", owner.id)])
            for card in duplicates.filtered(lambda card: card.state == "duplicate"):
                card._give_to(former)
                card._enter("decided", field="holder_id", old=owner.name, new=former.name, note=note)
            self._give_to(owner)
        self._enter("decided", field="holder_id", old=former.name, new=owner.name, note=note)
