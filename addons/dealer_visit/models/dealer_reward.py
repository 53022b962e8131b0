from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"


class DealerReward(models.Model):
    """A reward by a rule: to a customer for care or a referral, or to an employee for a suggestion that was adopted.

    It keeps the amount the rule had when it was proposed, and is payable only after its approval.
    """

    _name = "dealer.reward"
    _description = "Reward"
    _inherit = ["dealer.giveaway.mixin"]
    _rec_names_search = ["number", "file_id"]
    _fixed_fields = ("company_id", "create_uid", "rule_id", "user_id", "file_id")
    _final_states = ("paid", "cancelled")
    _workflow_steps = (
        Step("request", _lt("Ask for Approval"), ("draft",), "requested", "", "requested_by_id", "requested_date"),
        Step("approve", _lt("Approved"), ("requested",), "payable"),
        Step("pay", _lt("Paid"), ("payable",), "paid", SUPERVISOR, "paid_by_id", "paid_date"),
        Step("cancel", _lt("Cancel"), ("draft", "requested", "payable"), "cancelled", SUPERVISOR),
    )
    _workflow_approvals = {"approve": ("",), "pay": ("",)}

    rule_id = fields.Many2one("dealer.reward.rule", required=True, index=True, check_company=True, ondelete="restrict")
    kind = fields.Selection(related="rule_id.kind", store=True, precompute=True)
    user_id = fields.Many2one(string="Employee", help="Who looks after the customer, or made the suggestion.")
    state = fields.Selection(
        [
            ("draft", "Proposed"),
            ("requested", "To Be Approved"),
            ("payable", "Payable"),
            ("paid", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        tracking=True,
        group_expand=True,
    )
    amount = fields.Monetary("Reward", compute="_compute_amount", store=True, precompute=True, compute_sudo=True)
    reason = fields.Text(help="What is rewarded: of a suggestion, what was suggested and who adopted it.")
    payment_reference = fields.Char("Paid with", copy=False, help="The voucher or receipt.")
    paid_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    paid_date = fields.Datetime("Paid on", readonly=True, copy=False)

    _once_for_care = models.UniqueIndex(
        "(rule_id, file_id) WHERE kind = 'care' AND state <> 'cancelled'", "The customer has this reward already."
    )

    @api.depends("number", "rule_id", "file_id", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for reward in self:
            # sudo: the name of a customer, of a colleague and of a rule are no secret
            known = reward.sudo()
            whom = known.user_id.name if reward.kind == "suggestion" else known.file_id.display_name
            reward.display_name = " ".join(filter(None, (reward.number, known.rule_id.name, whom)))

    @api.depends("rule_id")  # and not what it says later
    def _compute_amount(self):
        for reward in self:
            reward.amount = reward.rule_id.amount

    @api.constrains("kind", "file_id")
    def _check_file(self):
        for reward in self:
            if (reward.kind == "suggestion") == bool(reward.file_id):
                raise ValidationError(
                    self.env._(
                        "%s: a customer is rewarded for care or a referral, an employee for a suggestion.",
                        reward.display_name,
                    )
                )

    @api.model
    def _fixed_once_begun(self):
        return ("reason",)

    def _counts_once(self) -> bool:
        """Say whether it is one of those that a customer has but once."""
        return self.kind == "care" and self.state != "cancelled"

    # approval and payment

    def _approval_needed(self, operation):
        return True

    @api.model
    def _approval_fields(self, operation):
        return ["rule_id", "file_id", "user_id", "amount", "reason"]

    def _approval_concerned(self):
        """Nobody decides on the reward for the own suggestion."""
        return self.user_id if self.kind == "suggestion" else self.env["res.users"]

    def _before_request(self):
        for reward in self:
            rule = reward.rule_id.sudo()  # sudo: rules are configuration without secrets
            if rule not in rule._in_force(reward.company_id) or rule.mode != "enforce":
                raise UserError(self.env._("%s: its rule is not in force.", reward.display_name))
            if reward.kind == "care" and not rule._meets(reward.file_id):
                raise UserError(self.env._("%s: the customer does not meet the rule.", reward.display_name))
            if not (reward.reason or "").strip():
                raise UserError(self.env._("%s: say what is rewarded.", reward.display_name))

    def action_approve(self):
        """Let it be payable, where the last approval came without being noticed."""
        return self._run_step("approve")

    def _after_approval(self, approval):
        result = super()._after_approval(approval)
        self.filtered(lambda reward: reward.state == "requested")._run_step("approve")
        return result

    def action_pay(self):
        return self._run_step("pay")

    def _before_pay(self):
        for reward in self:
            if not (reward.payment_reference or "").strip():
                raise UserError(self.env._("%s: say with which voucher it was paid.", reward.display_name))

    def _before_cancel(self):
        self._cancel_approvals(self.env._("The reward was cancelled."))

    def _after_cancel(self):
        # the right one may follow at once, and the indexes look at what the database knows
        self.flush_recordset(["state"])
