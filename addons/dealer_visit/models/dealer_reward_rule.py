import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from odoo.addons.customer_policy.tools.apart import apart

_logger = logging.getLogger(__name__)

#: rewards that are proposed in one transaction
AT_ONCE = 500


class DealerRewardRule(models.Model):
    """What is rewarded and with how much; each reward is approved before it is paid.

    A rule on care meets the customers that fulfil its condition and have been with the company long enough
    (S4.gen8-7); a scheduled job proposes what is due. An adopted suggestion is applied for (S1.6-mkt-05).
    """

    _name = "dealer.reward.rule"
    _description = "Rule for rewards"
    _inherit = ["customer.policy.condition.mixin"]

    kind = fields.Selection(
        [
            ("care", "Care for a Customer"),
            ("referral", "Referral of a Buyer"),
            ("suggestion", "Adopted Suggestion"),
        ],
        required=True,
        default="care",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("Reward")
    cooperation_years = fields.Integer(
        "Years of Cooperation", help="A customer is rewarded once, after so many years. 0: whatever the years."
    )

    _numbers_positive = models.Constraint(
        "CHECK(COALESCE(amount, 0) >= 0 AND cooperation_years >= 0)", "Amounts and years cannot be negative."
    )

    def _condition_model(self):
        return "customer.file"

    def write(self, vals):
        changed = self.filtered(lambda rule: rule.kind != vals["kind"]) if "kind" in vals else self.browse()
        # sudo: whether anything was rewarded does not depend on who asks
        if changed and self.env["dealer.reward"].sudo().search_count([("rule_id", "in", changed.ids)], limit=1):
            raise UserError(self.env._("%s: there are rewards of this kind already.", changed[:1].name))
        return super().write(vals)

    @api.model
    def _cron_propose(self):
        """Propose what is due by the rules of every company."""
        # sudo: the scheduler works for all companies
        for company in self.env["res.company"].sudo().search([]):
            for rule in self._in_force(company):
                if not rule._propose():
                    return

    def _propose(self) -> bool:
        """Propose the rewards that are due by this rule; what was proposed once is not proposed again.

        :return: whether the scheduled job, which commits now and then, has time for more
        """
        self.ensure_one()
        due, what = [], f"Rewards by {self.code} of {self.company_id.name}"
        with apart(self.env.cr, _logger, what):
            due = self._rewards_due()
            if self.mode != "enforce":
                self._note_due(due)
                return True
        # sudo: proposed by the rule, whoever let it run
        rewards = self.env["dealer.reward"].sudo()
        remaining = len(due)
        for batch in split_every(AT_ONCE, due, list):
            with apart(self.env.cr, _logger, what):
                rewards.create([{"rule_id": self.id, "company_id": self.company_id.id, **vals} for vals in batch])
            remaining -= len(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining):
                return False
        return True

    def _note_due(self, due: list[dict]):
        """List what a rule that only observes would have proposed."""
        records = self._noted_records(due)
        if records:
            amount = self.currency_id.format(self.amount)
            self._breached_by(records, self.env._("A reward of %s would have been proposed.", amount))

    def _noted_records(self, due: list[dict]):
        """Hook: return the records that the rewards are for, to note them."""
        return self.env["customer.file"].browse(vals["file_id"] for vals in due)

    def _noted_ids(self, model: str) -> list[int]:
        """Return the ids of what this rule, while it only observes, has listed already: it lists it once."""
        if self.mode == "enforce":
            return []
        domain = [
            ("rule_model", "=", self._name),
            ("rule_code", "=", self.code),
            ("company_id", "=", self.company_id.id),
            ("res_model", "=", model),
        ]
        # sudo: whether it was listed already does not depend on who asks
        return self.env["customer.policy.observation"].sudo().search_fetch(domain, ["res_id"]).mapped("res_id")

    def _rewards_due(self) -> list[dict]:
        """Hook: return the values of the rewards that are due by this rule and were not proposed or noted yet."""
        return self._care_due() if self.kind == "care" else []

    def _care_due(self) -> list[dict]:
        # sudo: the rule is about all customers of the company, and their rewards
        files, rewards = self.env["customer.file"].sudo(), self.env["dealer.reward"].sudo()
        known = rewards._search([("rule_id", "=", self.id), ("file_id", "!=", False)])
        domain = self._files_domain() & Domain("id", "not in", known.subselect("file_id"))
        domain &= Domain("id", "not in", self._noted_ids(files._name))
        years = self.cooperation_years
        reason = self.env._("%s years of cooperation", years) if years else self.name
        return [{"file_id": file.id, "user_id": file.responsible_id.id or self.env.uid, "reason": reason}
                for file in files.search(domain)]  # fmt: skip

    def _files_domain(self) -> Domain:
        """Return the domain of the customers that fulfil the condition and have been with the company long enough."""
        company = self.company_id
        domain = self._get_domain() & self.env["customer.file"]._living_domain() & Domain("company_id", "=", company.id)
        if self.kind == "care" and self.cooperation_years:
            since = company._policy_today().year - self.cooperation_years
            domain &= Domain("cooperation_since", ">", 0) & Domain("cooperation_since", "<=", since)
        return domain

    def _meets(self, file) -> bool:
        # sudo: only yes or no is told, to whoever asks for the customer's reward
        return bool(self.env["customer.file"].sudo().search_count(self._files_domain() & Domain("id", "=", file.id)))
