from odoo import api, fields, models


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

    @api.model
    def _cron_propose(self):
        """Propose what is due by the rules of every company."""
        # sudo: the scheduler works for all companies
        for company in self.env["res.company"].sudo().search([]):
            for rule in self._in_force(company):
                rule._propose()

    def _propose(self):
        """Propose the rewards that are due by this rule; what was proposed once is not proposed again."""
        self.ensure_one()
        for vals in self._rewards_due():
            if self.mode == "enforce":
                # sudo: proposed by the rule, whoever let it run
                self.env["dealer.reward"].sudo().create({"rule_id": self.id, "company_id": self.company_id.id, **vals})
            else:
                self._note_due(vals)

    def _note_due(self, vals: dict):
        """List once what a rule that only observes would have proposed."""
        # sudo: whether it was listed already does not depend on who asks
        seen = self.env["customer.policy.observation"].sudo()
        file = self.env["customer.file"].browse(vals["file_id"])
        about = [
            ("rule_model", "=", self._name),
            ("rule_code", "=", self.code),
            ("company_id", "=", self.company_id.id),
        ]
        if not seen.search_count([*about, ("res_model", "=", file._name), ("res_id", "=", file.id)], limit=1):
            amount = self.currency_id.format(self.amount)
            self._breached_by(file, self.env._("A reward of %s would have been proposed.", amount))

    def _rewards_due(self) -> list[dict]:
        """Hook: return the values of the rewards that are due by this rule and were not proposed yet."""
        return self._care_due() if self.kind == "care" else []

    def _care_due(self) -> list[dict]:
        company = self.company_id
        # sudo: the rule is about all customers of the company
        files = self.env["customer.file"].sudo()
        domain = self._get_domain() & files._living_domain() & fields.Domain("company_id", "=", company.id)
        if self.cooperation_years:
            since = company._policy_today().year - self.cooperation_years
            domain &= fields.Domain("cooperation_since", ">", 0) & fields.Domain("cooperation_since", "<=", since)
        # sudo: see above
        known = self.env["dealer.reward"].sudo()._search([("rule_id", "=", self.id), ("file_id", "!=", False)])
        domain &= fields.Domain("id", "not in", known.subselect("file_id"))
        years = self.cooperation_years
        reason = self.env._("%s years of cooperation", years) if years else self.name
        return [{"file_id": file.id, "user_id": file.responsible_id.id or self.env.uid, "reason": reason}
                for file in files.search(domain)]  # fmt: skip
