from odoo import api, fields, models

KINDS = [
    ("nda", "Confidentiality agreement of staff"),
    ("principal", "Contract with a principal"),
    ("processor", "Data processing by a third party"),
    ("connection", "Connection of systems"),
]


class CustomerConfidentialityAgreementRule(models.Model):
    """What an agreement about confidentiality must have, and what nobody gets without one."""

    _name = "customer.confidentiality.agreement.rule"
    _description = "Confidentiality agreements"
    _inherit = ["customer.policy.rule.mixin"]

    kind = fields.Selection(KINDS, string="Kind of Agreement", required=True, default="nda")
    clause_ids = fields.One2many(
        "customer.confidentiality.agreement.rule.clause", "rule_id", string="Required Clauses", copy=True
    )
    scan_required = fields.Boolean("Scan of the Signed Paper", default=True)
    needs_capability = fields.Boolean(
        "Capability Was Verified", help="The day on which it was verified that the other side can protect the data."
    )
    assessment_months = fields.Integer(
        "Months between Assessments", help="A risk assessment older than so many months is flagged; 0: none is needed."
    )
    valid_months = fields.Integer("Months of Validity", help="Then it is signed anew; 0: until it is ended.")
    for_roles = fields.Boolean(
        "Needed for Roles",
        help="Nobody gets a role with access to customer data without an agreement in force: staff with their own, "
        "people of a third party with that of their company.",
    )
    for_api_keys = fields.Boolean(
        "Needed for API Keys", help="An API key is made only for users with an agreement of this kind in force."
    )
    concerned_count = fields.Integer("Who Needs One", compute="_compute_counts")
    covered_count = fields.Integer("Who Has One", compute="_compute_counts")

    _months_positive = models.Constraint(
        "CHECK(assessment_months >= 0 AND valid_months >= 0)", "Months cannot be negative."
    )

    @api.depends("kind", "company_id")
    def _compute_counts(self):
        for rule in self:
            users = rule._concerned_users()
            rule.concerned_count = len(users)
            rule.covered_count = len(users) - len(rule._uncovered(users))

    def _concerned_users(self):
        """Return the users of the company with a role; only for agreements of staff."""
        if self.kind != "nda":
            return self.env["res.users"]
        role = self.env.ref("customer_policy.group_user")
        # sudo: who has which role is no secret
        return (
            self.env["res.users"]
            .sudo()
            .search([("all_group_ids", "in", role.ids), ("company_ids", "in", self.company_id.ids)])
        )

    def _uncovered(self, users):
        """Return those of ``users`` who lack an agreement of this kind."""
        agreements = self.env["customer.confidentiality.agreement"]
        return users.filtered(lambda user: not agreements._covers(user, self.company_id, self.kind))

    def action_view_missing(self):
        """Show who needs an agreement and has none."""
        self.ensure_one()
        missing = self._uncovered(self._concerned_users())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Without an Agreement"),
            "res_model": "res.users",
            "view_mode": "list",
            "domain": [("id", "in", missing.ids)],
        }

    @api.model
    def _for_kind(self, company, kind: str):
        """Return the rule that counts for agreements of ``kind``, or an empty recordset."""
        return self._counting(company, lambda rule: rule.kind == kind)

    @api.model
    def _check_role(self, user, companies):
        """Let the rules react when ``user`` got a role with access to customer data (S1.8-10, S1.8-14)."""
        for company in companies:
            for rule in self._in_force(company).filtered("for_roles"):
                if rule._needs(user) and rule._uncovered(user):
                    rule._breached_by(
                        user,
                        self.env._(
                            "%(user)s gets no access to customer data in %(company)s: an agreement in force is "
                            "missing (%(kind)s).",
                            user=user.name,
                            company=company.name,
                            kind=dict(self._fields["kind"]._description_selection(self.env))[rule.kind],
                        ),
                    )

    def _needs(self, user) -> bool:
        """Say whether this rule asks ``user`` for an agreement: staff for their own, others for their company's."""
        partner = user.partner_id
        external = partner.commercial_partner_id not in partner | user.company_ids.partner_id
        return self.kind == ("processor" if external else "nda")


class CustomerConfidentialityAgreementRuleClause(models.Model):
    """A clause that an agreement must have (S1.8-13)."""

    _name = "customer.confidentiality.agreement.rule.clause"
    _description = "Required clause"
    _order = "sequence, id"

    rule_id = fields.Many2one("customer.confidentiality.agreement.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Clause", required=True, translate=True)
