from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step
from odoo.addons.customer_policy.tools.deadline_time import local_day

_lt = LazyTranslate(__name__)

STATES = [
    ("draft", "Not Signed"),
    ("valid", "Valid"),
    ("duplicate", "Duplicate"),
    ("waste", "Waste"),
    ("void", "Void"),
    ("withdrawn", "Withdrawn"),
    ("won", "Won"),
]
#: what the card says of the customer: after the signature a leader alone changes it, and each change is registered
CONTENT = ("customer_name", "phone", "email", "source_id", "need")
#: what a leader does with the card of somebody else
LEADER_STEPS = {"sign", "double", "hand_on", "withdraw"}
#: what becomes of a card by itself
BY_ITSELF = {"spoil", "win", "reopen"}


class CustomerLeadCard(models.Model):
    """The card of a lead (客户信息卡, 三表卡): it protects its holder's claim to the customer once a leader signed it.

    What it is at any moment follows from what happened to it, see ``tools/validity.py``; the stored state follows at
    each change and by the scheduled job. Nobody deletes a card, and what was signed is changed by a leader alone.
    """

    _name = "customer.lead.card"
    _description = "Lead card"
    _inherit = [
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.export.mixin",
        "customer.deadline.mixin",
        "customer.form.mixin",
    ]
    _order = "valid_until, id"
    _check_company_auto = True
    _rec_names_search = ["number", "customer_name"]
    _secrecy_file_field = "file_id"
    # who had the customer when is asked for after the file is gone
    _outlives_file = True
    _fixed_fields = ("company_id", "create_uid", "lead_id", "holder_id", "team_id", "created_date")
    _final_states = ("void", "withdrawn", "won")
    _workflow_steps = (
        Step("sign", _lt("Sign"), ("draft",), "valid", "", "signed_by_id", "signed_date", "read"),
        Step("double", _lt("Sign as a Duplicate"), ("draft",), "duplicate", "", "signed_by_id", "signed_date", "read"),
        Step("spoil", _lt("Becomes Void"), ("valid",), "void", access="read"),
        Step("hand_on", _lt("Hand On"), ("waste",), "valid", access="read"),
        Step(
            "withdraw",
            _lt("Withdraw"),
            ("draft", "valid", "duplicate", "waste"),
            "withdrawn",
            "",
            "withdrawn_by_id",
            "withdrawn_date",
            "read",
        ),
        Step("win", _lt("Won"), ("valid",), "won", access="read"),
        Step("reopen", _lt("Not Won After All"), ("won",), "valid", access="read"),
    )

    state = fields.Selection(STATES, group_expand=True)
    lead_id = fields.Many2one("crm.lead", required=True, index=True, check_company=True, ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer's Company",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    file_id = fields.Many2one(
        "customer.file",
        string="Customer File",
        compute="_compute_file_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The card is as secret as the file of its customer.",
    )
    customer_name = fields.Char("Customer", required=True)
    phone = fields.Char(help="Other cards of the same customer are found by it, however it is written.")
    email = fields.Char()
    source_id = fields.Many2one(
        "utm.source", index="btree_not_null", ondelete="restrict", help="How the customer came to know the company."
    )
    need = fields.Text("What the Customer Wants")
    holder_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        check_company=True,
        domain=[("share", "=", False)],
        ondelete="restrict",
        copy=False,
        help="The consultant whose customer it is while the card is valid.",
    )
    team_id = fields.Many2one("crm.team", index="btree_not_null", check_company=True, ondelete="restrict")
    created_date = fields.Datetime("Set Up", required=True, readonly=True, copy=False)
    is_set_up_late = fields.Boolean(
        "Set Up Late", readonly=True, copy=False, help="The rule asks for the card on the day of the lead."
    )
    signed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    signed_date = fields.Datetime("Signed on", readonly=True, copy=False)
    call_ids = fields.One2many("customer.lead.card.call", "card_id", string="Call-backs", readonly=True)
    event_ids = fields.One2many("customer.lead.card.event", "card_id", string="History", readonly=True)
    check_ids = fields.One2many("customer.lead.card.check", "card_id", string="Source Call-backs", readonly=True)
    dispute_ids = fields.One2many("customer.lead.card.dispute", "card_id", string="Disputes", readonly=True)

    is_led_by_me = fields.Boolean(compute="_compute_is_led_by_me", help="I sign it: a leader, and not its holder.")

    def _auto_init(self):
        result = super()._auto_init()
        self._install_deletion_guard(self._table)
        return result

    @api.model
    def _install_deletion_guard(self, table: str):
        """Make the database refuse to delete cards and call-backs; the register's function is there already."""
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER customer_lead_card_kept BEFORE DELETE ON %(table)s
                    FOR EACH ROW EXECUTE FUNCTION customer_register_refuse();
                CREATE OR REPLACE TRIGGER customer_lead_card_kept_truncate BEFORE TRUNCATE ON %(table)s
                    FOR EACH STATEMENT EXECUTE FUNCTION customer_register_refuse();
                """,
                table=SQL.identifier(table),
            )
        )

    @api.depends("number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for card in self:
            # nothing of the customer: core shows the name of a link to whoever sees the link
            card.display_name = f"{self._description_label()} {card.number or card.id or ''}".strip()

    @api.depends("lead_id.partner_id")
    def _compute_partner_id(self):
        for card in self:
            partner = card.lead_id.partner_id.commercial_partner_id
            # once signed a card stays with its customer, and as secret, whatever happens to the lead
            signed = card.partner_id if card.state not in (False, "draft") else partner.browse()
            card.partner_id = signed or partner or card.partner_id

    @api.depends("partner_id", "company_id")
    def _compute_file_id(self):
        for company, cards in self.grouped("company_id").items():
            # sudo: a card is as secret as the file of its customer, also where that is closed to the user
            files = cards.partner_id.sudo().with_company(company)._get_customer_files().grouped("partner_id")
            for card in cards:
                card.file_id = files.get(card.partner_id)

    @api.model
    def _follow_files(self, partners):
        """Let the cards of ``partners`` follow their files, after these were opened or merged."""
        # sudo: cards follow their file whoever opens it
        cards = self.sudo().search([("partner_id", "in", partners.ids)])
        cards.invalidate_recordset(["partner_id"], flush=False)
        cards.modified(["partner_id"])

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        for name, value in self._prepare_lead_vals(self.lead_id).items():
            self[name] = self[name] or value

    @api.model
    def _prepare_lead_vals(self, lead) -> dict:
        """Return what a card takes over from its lead."""
        return {
            "customer_name": lead.contact_name or lead.partner_name or lead.partner_id.name or lead.name,
            "phone": lead.phone,
            "email": lead.email_from,
            "source_id": lead.source_id.id,
        }

    @api.model_create_multi
    def create(self, vals_list):
        rules, now = self.env["customer.lead.card.rule"], fields.Datetime.now()
        # also what the context gives, which would come in later
        defaults = self.default_get(["lead_id", "holder_id"])
        leads = self.env.su or self._leads()
        prepared = []
        for vals in vals_list:
            vals = {**defaults, **vals}
            lead = self.env["crm.lead"].browse(vals.get("lead_id"))
            holder = self.env["res.users"].browse(vals.get("holder_id") or self.env.uid)
            company = self.env["res.company"].browse(vals.get("company_id")) or lead.company_id or self.env.company
            # who signs follows from the team: a consultant does not choose it
            team = vals.get("team_id") if leads else None
            team = team or self._team_of(holder, company).id
            # what was emptied on purpose stays empty
            given = {name: value for name, value in vals.items() if value or name != "customer_name"}
            own = {"holder_id": holder.id, "company_id": company.id, "team_id": team}
            # set here, since default_<field> in the context is user input
            own["created_date"] = vals.get("created_date") if self.env.su and vals.get("created_date") else now
            prepared.append({**self._prepare_lead_vals(lead), **given, **own})
        cards = super().create(prepared)
        for company, of_company in cards.grouped("company_id").items():
            rule = rules._of(company)
            for card in of_company:
                # sudo: what the rule says of it, and nobody's choice
                card.sudo()._write_protected(
                    {
                        "proposed_signer_id": card._rotating_signer(rule).id,
                        "is_set_up_late": rule.set_up_same_day and card._set_up_after_the_lead(),
                    }
                )
        cards._check_one_card()
        cards._draw_numbers_by_rule()
        cards._enter("created")
        cards._start_deadline("sign")
        # sudo: whoever sets up a card asks the leader to sign it
        cards.sudo()._ask_to_sign()
        return cards

    def _set_up_after_the_lead(self) -> bool:
        """Say whether the day of the lead was over when the card was set up (S1.6-cards-01)."""
        zone = self.company_id._policy_timezone().zone
        # sudo: when the lead came is no secret
        return local_day(self.created_date, zone) > local_day(self.lead_id.sudo().create_date, zone)

    def _check_one_card(self):
        """Refuse a second card in hand of the same lead and holder; leads that are merged may bring some together."""
        # sudo: the own cards, as many as there are
        domain = [("lead_id", "in", self.lead_id.ids), ("state", "in", ("draft", "valid"))]
        rows = self.sudo()._read_group(domain, ["lead_id", "holder_id"], having=[("__count", ">", 1)])
        for lead, holder in rows:
            if any((card.lead_id, card.holder_id) == (lead, holder) for card in self):
                raise UserError(self.env._("%s has a card of this lead already.", holder.name))

    def write(self, vals):
        content = [name for name in CONTENT if name in vals]
        if not self.env.su and (content or "withdraw_reason" in vals):
            self._check_may_change(content)
            self._check_withdrawal_asked(vals)
        user = self.env.user
        # the holder of a card that is not signed yet is still writing it
        changed = self.filtered(lambda card: card.state != "draft" or card.holder_id != user) if content else ()
        if {"phone", "email"} & set(vals):
            for card in self.filtered(lambda card: card.state == "valid"):
                card._check_no_other_owner(vals.get("phone", card.phone), vals.get("email", card.email))
        old = {card: card._content(content) for card in changed}
        result = super().write(vals)
        for card, values in old.items():
            for name, label in values.items():
                if (new := card._content([name])[name]) != label:
                    card._enter("changed", field=name, old=label, new=new)
        return result

    def _check_may_change(self, content):
        """The holder changes a card until it is signed, and asks to withdraw it; a leader changes it at any time."""
        for card in self:
            if card._led_by_me():
                continue
            if content and card.state != "draft":
                raise AccessError(self.env._("%s is signed: a leader alone changes what it says.", card.display_name))
            card._check_is_holder()

    def _check_is_holder(self):
        if self.holder_id != self.env.user:
            raise AccessError(self.env._("%s: its holder does that, or a leader.", self.display_name))

    def _content(self, names) -> dict[str, str]:
        """Return the values of these fields as people read them."""
        # sudo: the name of a source is no secret
        known = self.sudo()
        return {name: (known[name].display_name if name == "source_id" else known[name]) or "" for name in names}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_first_state(self):
        raise UserError(self.env._("Cards are never deleted; a card that is not needed is withdrawn."))

    def _changes_nothing(self, vals):
        """The level follows from the file's, and leads are merged with their cards, whatever became of these.

        A won card can be reopened: from which state a step leads is checked by the step.
        """
        free = {"own_secrecy_level_id", "lead_id", "state"}
        return super()._changes_nothing(vals) or (self.env.su and set(vals) <= free)

    @api.model
    def _workflow_protected_fields(self):
        return {
            *super()._workflow_protected_fields(),
            "held_since",
            "terms",
            "proposed_signer_id",
            "owner_card_id",
            "missed_card_id",
            "is_set_up_late",
            "custodian_id",
            "withdrawal_asked_date",
            "withdrawal_activity_id",
            "sign_activity_id",
            "noted_date",
        }

    def _document_user(self):
        return self.holder_id

    @api.model
    def _document_scope_fields(self):
        return {*super()._document_scope_fields(), "holder_id"}

    @api.model
    def _deadline_milestones(self):
        return {"sign": self.env._("Signed by the leader"), "call": self.env._("Called back")}

    # who leads

    @api.model
    def _leading_teams(self, company):
        """Return the teams of ``company`` that somebody at work in it leads, in their order, with superuser rights.

        A team of all companies may be led by somebody who works in others only.
        """
        # sudo: who leads which team, and works where, is no secret
        teams = self.env["crm.team"].sudo()
        led = [("user_id.active", "=", True), ("user_id.company_ids", "in", company.ids)]
        return teams.search([("company_id", "in", (False, company.id)), *led], order="sequence, id")

    def _led_by_me(self) -> bool:
        """Say whether the user signs this card, or acts with all rights."""
        return self.env.su or self._led_by(self.env.user)

    def _led_by(self, user) -> bool:
        """Say whether ``user`` signs this card: a leader of a team, or the sales manager, but never its holder."""
        self.ensure_one()
        return user != self.holder_id and self._leads(user, self.company_id)

    @api.model
    def _leads(self, user=None, company=None) -> bool:
        """Say whether ``user`` signs cards of ``company``: a leader of a team of it, or the sales manager."""
        user = user or self.env.user
        if user.has_group("sales_team.group_sale_manager"):
            return True
        return user in self._leading_teams(company or self.env.company).user_id

    def _leader_to_ask(self, candidates):
        """Return the first of these who still signs this card, and to whom it is open; called with all rights."""
        self.ensure_one()
        for user in candidates.filtered(lambda one: one.active and self.company_id in one.company_ids):
            own = self.with_user(user).with_context(allowed_company_ids=self.company_id.ids)
            if self._led_by(user) and own.has_access("read"):
                return user
        return candidates.browse()

    @api.depends("holder_id")
    @api.depends_context("uid")
    def _compute_is_led_by_me(self):
        # a list asks once for each company, and not for each card
        leads = {company: self._leads(company=company) for company in self.company_id}
        for card in self:
            card.is_led_by_me = card.holder_id != self.env.user and leads.get(card.company_id, False)

    def action_view_lead(self):
        return self.lead_id._get_records_action()

    @api.model
    def _declared_step(self, name: str) -> Step:
        return next(step for step in self._workflow_steps if step.name == name)

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if not obstacle and step.name in ("sign", "double") and not (self.phone_key or self.email_key):
            return self.env._("Without a telephone number or an e-mail address nobody knows whose customer it is.")
        if obstacle or self.env.su:
            return obstacle
        if step.name in BY_ITSELF:
            return self.env._("That happens by itself.")
        if step.name in LEADER_STEPS and not self._led_by_me():
            return self.env._("A leader does that, and not the holder of the card.")
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "holder_id", "phone_key", "email_key"]

    def _enter(self, kind: str, **values):
        """Enter in the register what happened to these cards."""
        # sudo: the register is written by this method only
        return self.env["customer.lead.card.event"].sudo()._record(self.sudo(), kind, **values)
