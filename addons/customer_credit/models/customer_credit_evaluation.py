from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"


class CustomerCreditEvaluation(models.Model):
    """A customer's standing and ability to pay, scored by the form, with the limit that follows (S4.credit-2a, -3).

    Confirmed, it is the only way to a new standing (S4.credstand-3.2). A limit above that of the level waits for an
    approval.
    """

    _name = "customer.credit.evaluation"
    _description = "Credit evaluation"
    _inherit = [
        "customer.record.mixin",
        "customer.credit.mixin",
        "customer.approval.mixin",
        "customer.form.mixin",
        "customer.attachment.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["number", "partner_id"]
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id", "create_uid")
    _final_states = ("confirmed", "refused")
    _workflow_steps = (
        Step("submit", _lt("Hand In"), ("draft",), "submitted", "", "submitted_by_id", "submitted_date"),
        Step("confirm", _lt("Confirm"), ("submitted",), "confirmed", SUPERVISOR, "confirmed_by_id", "confirmed_date"),
        Step("return", _lt("Return"), ("submitted",), "draft", SUPERVISOR),
        Step("refuse", _lt("Refuse"), ("submitted",), "refused", SUPERVISOR),
    )
    _workflow_approvals = {"confirm": ("",)}

    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Handed In"), ("confirmed", "Confirmed"), ("refused", "Refused")],
        tracking=True,
        group_expand=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    form_id = fields.Many2one(
        "customer.credit.evaluation.form",
        compute="_compute_form_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        ondelete="restrict",
    )
    line_ids = fields.One2many(
        "customer.credit.evaluation.line",
        "evaluation_id",
        string="Scores",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    score = fields.Float("Total Score", compute="_compute_score", store=True, digits=(5, 2), aggregator="avg")
    level_id = fields.Many2one(
        "customer.credit.level", compute="_compute_level_id", store=True, index="btree_not_null", ondelete="restrict"
    )
    default_limit = fields.Monetary("Limit of the Level", compute="_compute_level_id", store=True)
    limit = fields.Monetary("Credit Limit", compute="_compute_limit", store=True, readonly=False, tracking=True)
    is_above_default = fields.Boolean("Above the Level's Limit", compute="_compute_is_above_default", store=True)
    reason = fields.Text(help="Why the limit is another one than that of the level.")
    attachment_ids = fields.Many2many("ir.attachment", string="Statements and Reports", copy=False)
    responsible_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user, index=True, ondelete="restrict"
    )
    standing_ids = fields.One2many("customer.credit.standing", "evaluation_id")
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_date = fields.Datetime(readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    confirmed_date = fields.Datetime(readonly=True, copy=False)

    _limit_positive = models.Constraint('CHECK("limit" >= 0)', "A limit cannot be negative.")
    _one_open = models.UniqueIndex(
        "(company_id, partner_id) WHERE state IN ('draft', 'submitted')", "The customer is being evaluated already."
    )

    @api.depends("partner_id", "company_id")
    def _compute_form_id(self):
        for evaluation in self:
            # sudo: of which kind a customer is decides on the form, also where its file is closed
            file = evaluation.sudo().file_id
            evaluation.form_id = self.env["customer.credit.evaluation.form"]._of_file(evaluation.company_id, file)

    @api.depends("form_id")
    def _compute_line_ids(self):
        for evaluation in self:
            evaluation.line_ids = [Command.clear()] + [
                Command.create({"form_line_id": line.id}) for line in evaluation.form_id.line_ids
            ]

    @api.depends("line_ids.score", "line_ids.weight")
    def _compute_score(self):
        for evaluation in self:
            weight = sum(evaluation.line_ids.mapped("weight"))
            scored = sum(line.score * line.weight for line in evaluation.line_ids)
            evaluation.score = scored / weight if weight else 0.0

    @api.depends("score", "company_id")
    def _compute_level_id(self):
        for evaluation in self:
            level = self.env["customer.credit.level"]._of_score(evaluation.company_id, evaluation.score)
            evaluation.level_id = level
            evaluation.default_limit = level.default_limit

    @api.depends("default_limit")
    def _compute_limit(self):
        for evaluation in self:
            evaluation.limit = evaluation.default_limit

    @api.depends("limit", "default_limit")
    def _compute_is_above_default(self):
        for evaluation in self:
            currency = evaluation.currency_id or self.env.company.currency_id
            evaluation.is_above_default = currency.compare_amounts(evaluation.limit, evaluation.default_limit) > 0

    @api.model
    def _fixed_once_begun(self):
        return ("partner_id", "form_id", "date", "line_ids", "limit", "reason")

    # approvals and steps

    def _approval_needed(self, operation):
        return self.is_above_default

    @api.model
    def _approval_fields(self, operation):
        return ["partner_id", "score", "level_id", "limit", "reason", "line_ids.score", "line_ids.note"]

    def _approval_amount(self, operation):
        return self.limit, self.currency_id, self.date

    @api.model
    def _approval_amount_fields(self):
        return ["limit"]

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle or step.name != "confirm":
            return obstacle
        if self.env.user == self.submitted_by_id and not self.env.su:
            return self.env._("Nobody confirms the own evaluation.")
        return self._incomplete()

    def _incomplete(self) -> str:
        """Say what is missing to confirm the evaluation (S4.credstand-3.1); empty when nothing is."""
        if not self.form_id:
            return self.env._("Choose the form, or let a rules administrator make one.")
        missing = self.line_ids.filtered(lambda line: line.needs_note and not (line.note or "").strip())
        if missing:
            return self.env._("Write a note on: %s.", ", ".join(missing.mapped("name")))
        return "" if self.level_id else self.env._("No level begins at the score %s or below.", self.score)

    @api.model
    def _allowed_steps_depends(self):
        return [
            *super()._allowed_steps_depends(),
            "line_ids.note",
            "score",
            "limit",
            "submitted_by_id",
        ]

    def action_submit(self):
        return self._run_step("submit")

    def _before_submit(self):
        for evaluation in self:
            lines = evaluation.line_ids
            if lines.form_line_id != evaluation.form_id.line_ids or len(lines) != len(lines.form_line_id):
                raise UserError(self.env._("%s: the scores are not those of the form.", evaluation.display_name))
            if missing := evaluation._incomplete():
                message = f"{evaluation.display_name}: {missing}"
                raise UserError(message)

    def _after_submit(self):
        self._draw_numbers_by_rule()

    def action_confirm(self):
        return self._run_step("confirm")

    def _after_confirm(self):
        self.flush_recordset(["state"])  # from here on the customer can be evaluated again
        for evaluation in self:
            evaluation._take_effect()

    def action_return(self):
        self._cancel_approvals(self.env._("The evaluation was returned."))
        return self._run_step("return")

    def action_refuse(self):
        self._cancel_approvals(self.env._("The evaluation was refused."))
        return self._run_step("refuse")

    def _take_effect(self):
        """Give the customer the standing that was evaluated."""
        self.ensure_one()
        # sudo: a standing is written by its evaluation only, whose confirmation was checked
        self.env["customer.credit.standing"].sudo()._put_in_force(
            self.partner_id,
            self.company_id,
            {
                "level_id": self.level_id.id,
                "limit": self.limit,
                **self.level_id.sudo()._prepare_terms_vals(),  # sudo: rules are configuration without secrets
                "evaluation_id": self.id,
                "reason": self.display_name,
                "review_date": self.form_id._next_review(self.date),
            },
        )

    def action_propose_score(self):
        """Fill in the score of past transactions from the figures of the last months (S4.credit-2a)."""
        self.check_access("write")
        for evaluation in self:
            lines = evaluation.line_ids.filtered(lambda line: line.input == "transactions")
            if not lines:
                raise UserError(self.env._("The form does not look at past transactions."))
            score, figures = evaluation.form_id._proposed_score(evaluation.partner_id, evaluation.date)
            lines.write({"score": score, "note": figures})
        return True
