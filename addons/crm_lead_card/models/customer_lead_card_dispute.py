from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerLeadCardDispute(models.Model):
    """Two consultants claim the customer of a card; the leader and the manager decide (S1.6-cards-09).

    What is approved is who the owner is: the last approval makes it so.
    """

    _name = "customer.lead.card.dispute"
    _description = "Dispute about a lead card"
    _inherit = [
        "customer.record.mixin",
        "customer.approval.mixin",
        "customer.secret.mixin",
        "customer.export.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["card_id"]
    _fixed_fields = ("company_id", "create_uid", "card_id", "other_claimant_id")
    _final_states = ("decided", "dropped")
    _secrecy_file_field = "file_id"
    _outlives_file = True
    _workflow_steps = (
        Step("decide", _lt("Decide"), ("open",), "decided", "", "decided_by_id", "decided_date", "read"),
        Step("drop", _lt("Drop"), ("open",), "dropped"),
    )
    _workflow_approvals = {"decide": ("",)}

    state = fields.Selection(
        [("open", "Open"), ("decided", "Decided"), ("dropped", "Dropped")],
        default="open",
        tracking=True,
        group_expand=True,
    )
    card_id = fields.Many2one("customer.lead.card", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="card_id.company_id", store=True, precompute=True, default=None)
    file_id = fields.Many2one(
        "customer.file",
        related="card_id.file_id",
        string="Customer File",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The dispute is as secret as the file of the customer.",
    )
    claimant_id = fields.Many2one(
        "res.users",
        string="Holder",
        compute="_compute_claimant_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index=True,
        ondelete="restrict",
    )
    other_claimant_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    grounds = fields.Text(required=True, help="Who introduced the customer, and to whom the relation is direct.")
    owner_id = fields.Many2one(
        "res.users",
        string="Belongs To",
        ondelete="restrict",
        tracking=True,
        help="Which of the two is proposed as the owner; the leader and the manager decide on exactly that.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decided_date = fields.Datetime(readonly=True, copy=False)

    _one_open = models.UniqueIndex("(card_id) WHERE state = 'open'", "A dispute about this card is open already.")
    _two_claimants = models.Constraint(
        "CHECK(claimant_id != other_claimant_id)", "The holder has the card already: say who else claims the customer."
    )

    @api.depends("card_id")  # and not its holder, who was the one that is disputed
    def _compute_claimant_id(self):
        for dispute in self:
            dispute.claimant_id = dispute.card_id.holder_id

    @api.depends("card_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for dispute in self:
            # sudo: the number of a card is no secret
            dispute.display_name = f"{self._description_label()}: {dispute.sudo().card_id.display_name or ''}"

    @api.constrains("owner_id", "other_claimant_id")
    def _check_owner(self):
        for dispute in self:
            if dispute.other_claimant_id.share:
                raise ValidationError(
                    self.env._(
                        "%(document)s: %(user)s is no employee.",
                        document=dispute.display_name,
                        user=dispute.other_claimant_id.name,
                    )
                )
            if dispute.owner_id and dispute.owner_id not in dispute.claimant_id | dispute.other_claimant_id:
                raise ValidationError(self.env._("%s: the owner is one of the two.", dispute.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        # also the card that the context gives
        given = self.default_get(["card_id"])
        self._check_none_open([{**given, **vals}.get("card_id") for vals in vals_list])
        disputes = super().create(vals_list)
        # sudo: the other claimant need not see the card
        disputes.sudo().card_id._check_not_final()
        return disputes

    @api.model
    def _check_none_open(self, card_ids):
        """Refuse a second dispute about one of these cards with the name of the open one."""
        # sudo: the number of a card, and that somebody else claims it, is told to whoever claims it
        found = self.sudo().search([("card_id", "in", card_ids), ("state", "=", "open")], limit=1)
        if found:
            raise UserError(
                self.env._("%s is open already: tell the leader that you claim the customer too.", found.display_name)
            )

    def write(self, vals):
        if not self.env.su and "grounds" in vals:
            for dispute in self:
                if dispute.approval_state == "pending":
                    raise AccessError(
                        self.env._("%s: the decision is asked for, the grounds stay.", dispute.display_name)
                    )
        return super().write(vals)

    def _changes_nothing(self, vals):
        """The level follows from the file's."""
        return super()._changes_nothing(vals) or (self.env.su and set(vals) <= {"own_secrecy_level_id"})

    @api.model
    def _approval_fields(self, operation):
        return ["card_id", "claimant_id", "other_claimant_id", "owner_id", "grounds"]

    def _approval_needed(self, operation):
        return True

    def _approval_concerned(self):
        """Neither of the two decides; see ``customer.approval`` for the other one."""
        return self.claimant_id

    def _document_user(self):
        return self.claimant_id

    def action_request_approval(self, operation=""):
        for dispute in self:
            if not dispute.owner_id:
                raise ValidationError(self.env._("%s: say to whom the customer belongs.", dispute.display_name))
        return super().action_request_approval(operation)

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if not obstacle and step.name == "drop" and not self.has_access("write"):
            return self.env._("Who entered the dispute drops it, or a leader.")
        return obstacle

    def _after_approval(self, approval):
        self._run_step("decide")

    def _before_decide(self):
        for dispute in self:
            # sudo: who decides need not see the card
            card = dispute.sudo().card_id
            card._settle()
            card._check_not_final()
            if card.holder_id != dispute.claimant_id:
                raise UserError(
                    self.env._(
                        "%(dispute)s: %(holder)s does not hold the card any more.",
                        dispute=dispute.display_name,
                        holder=dispute.claimant_id.name,
                    )
                )

    def _after_decide(self):
        for dispute in self:
            # sudo: the leader and the manager decided
            dispute.card_id.sudo()._decide_owner(dispute.owner_id, dispute.display_name)

    def action_drop(self):
        return self._drop(self.env._("The dispute was dropped."))

    def _drop(self, reason: str):
        self._run_step("drop")
        self._cancel_approvals(reason)
        return True
