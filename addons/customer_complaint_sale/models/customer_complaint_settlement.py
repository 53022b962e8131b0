from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerComplaintSettlement(models.Model):
    """The paper by which sales carries out what was decided on a case (S1.2-12.0, S1.2-12.1a).

    It is issued once its approvals are complete, handed over to finance with the proofs that the rules ask for, and
    settled when all its credit notes are posted. What it says beyond the decided settlements is written in draft only.
    """

    _name = "customer.complaint.settlement"
    _description = "Settlement note of a complaint"
    _inherit = [
        "customer.complaint.inside.mixin",
        "customer.record.mixin",
        "customer.complaint.row.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
        "customer.form.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _rec_names_search = ["number", "complaint_id"]
    _fixed_fields = ("company_id", "complaint_id", "kind", "create_uid")
    _final_states = ("cancelled",)
    _workflow_steps = (
        Step(
            "issue",
            _lt("Issue"),
            ("draft",),
            "issued",
            "customer_policy.group_user",
            "issued_by_id",
            "issued_date",
        ),
        Step(
            "hand_over",
            _lt("Hand Over to Finance"),
            ("issued",),
            "finance",
            "customer_policy.group_user",
            "handed_by_id",
            "handed_date",
        ),
        Step(
            "take_back",
            _lt("Take Back from Finance"),
            ("finance",),
            "issued",
            "customer_policy.group_user",
        ),
        Step(
            "cancel",
            _lt("Cancel"),
            ("draft", "issued"),
            "cancelled",
            "customer_policy.group_user",
        ),
        Step(
            "take_up",
            _lt("Take Up Again"),
            ("issued", "done"),
            "issued",
            "customer_policy.group_user",
        ),
    )
    _workflow_approvals = {"issue": ("",), "take_up": ("",)}

    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, default=None)
    kind = fields.Selection(
        [("allowance", "Sales Allowance Certificate")],
        required=True,
        readonly=True,
        index=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("finance", "With Finance"),
            ("done", "Settled"),
            ("cancelled", "Cancelled"),
        ],
        tracking=True,
        group_expand=True,
    )
    partner_id = fields.Many2one(related="complaint_id.partner_id", string="Customer", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        default=lambda self: self.env.user,
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        tracking=True,
        help="Who sees to it that the customer signs, and that finance gets the proof.",
    )
    action_ids = fields.One2many(
        "customer.complaint.action",
        "settlement_id",
        string="Settlements",
        readonly=True,
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        help="What was decided, in the currency of the company, without taxes.",
    )
    reason = fields.Text(help="Why the goods come back, or why less is charged.")
    handling_method = fields.Text(help="What is to be done with the goods.")
    basis = fields.Char(compute="_compute_basis", help="The decision that the settlement rests on.")
    note = fields.Text("Internal Note")
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    issued_date = fields.Datetime("Issued on", readonly=True, copy=False)
    handed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    handed_date = fields.Datetime("Handed Over on", readonly=True, copy=False)

    @api.depends("number", "kind", "complaint_id.number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for settlement in self:
            # sudo: the number of a case is no secret
            number = settlement.number or settlement.complaint_id.sudo().number
            settlement.display_name = f"{labels.get(settlement.kind, '')} {number or ''}".strip()

    @api.depends("action_ids.amount")
    def _compute_amount(self):
        for settlement in self:
            settlement.amount = sum(settlement.action_ids.mapped("amount"))

    @api.depends("complaint_id.number", "action_ids.decision_id")
    def _compute_basis(self):
        for settlement in self:
            # sudo: what was decided is on the note of whoever reads it
            decision = settlement.sudo().action_ids.decision_id[:1]
            settlement.basis = self.env._(
                "Case %(number)s, decided on %(date)s by %(user)s",
                number=decision.number or settlement.complaint_id.sudo().number or "",  # sudo: see above
                date=fields.Date.to_string(decision.create_date) or "",
                user=decision.create_uid.name or "",
            )

    def _check_row_filling(self, names):
        """Who may write it is said by rights and states: the case may be closed already."""

    @api.model
    def _fixed_once_begun(self):
        return ("reason", "handling_method", "action_ids", "user_id", "invoice_id")

    # approvals

    def _approval_amount(self, operation):
        decided = self.action_ids.decision_id[:1].create_date
        return (
            self.amount,
            self.currency_id,
            decided.date() if decided else fields.Date.today(),
        )

    @api.model
    def _approval_fields(self, operation):
        return [
            "kind",
            "reason",
            "handling_method",
            "invoice_id",
            *(f"action_ids.{name}" for name in ("kind", "line_id", "quantity", "amount")),
        ]

    # steps

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if self.complaint_id._is_about(self.env.user):
            return self.complaint_id._about_obstacle()
        if step.name == "issue":
            return self._issue_obstacle()
        if step.name == "hand_over":
            return self._hand_over_obstacle()
        if step.name == "take_back":
            return self._take_back_obstacle()
        if step.name == "cancel":
            return self._cancel_obstacle()
        if step.name == "take_up":
            return self._take_up_obstacle()
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [
            *super()._allowed_steps_depends(),
            "action_ids.decision_id",
            "action_ids.no_result_reason",
        ]

    def _issue_obstacle(self) -> str:
        """Hook: say why the note cannot be issued, or return an empty string (S1.2-12.0, S1.2-12.2a)."""
        # sudo: whether the case is decided is told to whoever carries it out
        settlement = self.sudo()
        if not settlement.action_ids:
            return self.env._("It settles nothing.")
        if obstacle := settlement.complaint_id._settling_obstacle():
            return obstacle
        if not all(action.decision_id for action in settlement.action_ids):
            return self.env._("Not all of it was decided.")
        if settlement.needs_invoice and not settlement.invoice_id:
            return self.env._("Name the invoice that is credited: not all of it is about a product.")
        return ""

    def _hand_over_obstacle(self) -> str:
        """Hook: say why finance cannot book it yet, or return an empty string."""
        return ""

    def _take_back_obstacle(self) -> str:
        """Hook: say why it stays with finance, or return an empty string."""
        return ""

    def _cancel_obstacle(self) -> str:
        """Hook: say why it cannot be given up any more, or return an empty string."""
        return ""

    def action_issue(self):
        return self._run_step("issue")

    def _after_issue(self):
        self._draw_numbers_by_rule()

    def action_hand_over(self):
        return self._run_step("hand_over")

    def action_take_back(self):
        return self._run_step("take_back")

    def action_cancel(self):
        return self._run_step("cancel")

    def _before_cancel(self):
        self._cancel_approvals(self.env._("The note was cancelled."))

    def _after_cancel(self):
        # sudo: what was decided stays decided, and can be settled with another note
        self.sudo().action_ids._leave_settlement()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if issued := self.filtered(lambda one: one.state not in ("draft", "cancelled")):
            raise UserError(self.env._("%s is on record and cannot be deleted.", issued[0].display_name))
