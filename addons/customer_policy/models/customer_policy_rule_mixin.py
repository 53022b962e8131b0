import uuid
from collections.abc import Callable
from typing import Self

from odoo import api, fields, models, tools
from odoo.exceptions import UserError


class CustomerPolicyRuleMixin(models.AbstractModel):
    """A written rule as a record of one company.

    Every configuration model inherits this: it gives a rule its code, its
    company, its day of coming into force and its mode, and the one way to react
    when a document breaks it (:meth:`_breached_by`).
    """

    _name = "customer.policy.rule.mixin"
    _description = "Customer policy rule"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        default=lambda self: uuid.uuid4().hex[:8],
        help="Identifies the rule in policy packs. Unique per company.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    effective_from = fields.Date(help="The rule acts from this day on; empty means that it acts at once.")
    mode = fields.Selection(
        [("off", "Off"), ("observe", "Observe"), ("enforce", "Enforce")],
        required=True,
        default="observe",
        help="Off: the rule does nothing.\n"
        "Observe: what the rule would have stopped is listed, nothing is stopped.\n"
        "Enforce: the rule acts.",
    )
    clause = fields.Char(help="The clause of the written policy this rule comes from.")

    _code_company_unique = models.Constraint(
        "UNIQUE(company_id, code)", "Another rule of this company already has this code."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _in_force(self, company) -> Self:
        """Return the rules of ``company`` that observe or enforce today, in their order.

        They come with superuser rights: whoever works under a rule need not be
        allowed to configure it.
        """
        # sudo: rules are configuration without secrets, and only their effect leaves this method
        rules = self.sudo().with_company(company)
        days = self._effective_days(company.id)
        # without asking for the day where no rule has one: that takes a query, as would reading the rules
        today = company._policy_today() if any(days.values()) else None
        return rules.browse(rule_id for rule_id, day in days.items() if not day or day <= today)

    @api.model
    def _in_force_ids(self, company_id: int) -> tuple[int, ...]:
        """Return the ids of the rules that are not off, also of those whose day is still to come."""
        return tuple(self._effective_days(company_id))

    @api.model
    @tools.ormcache("company_id")
    def _effective_days(self, company_id: int) -> dict:
        """Return by id, in their order, from which day on the rules that are not off act."""
        # sudo: see _in_force. Not archived ones, whatever the context of whoever asks first
        domain = [("company_id", "=", company_id), ("mode", "!=", "off"), ("active", "=", True)]
        return {rule.id: rule.effective_from for rule in self.sudo().search(domain)}

    def _until_enforced(self, meets: Callable[[Self], bool]) -> Self:
        """Return those of these rules, in their order, that meet a document, up to the first that is enforced.

        Rules that only observe do not stand in the way of the one behind them: their part is to be noted.
        """
        met = self.browse()
        for rule in self:
            if meets(rule):
                met |= rule
                if rule.mode == "enforce":
                    break
        return met

    def _deciding(self) -> Self:
        """Return the one that counts of what :meth:`_until_enforced` returned; empty of none."""
        return self.filtered(lambda rule: rule.mode == "enforce") or self[:1]

    @api.model
    def _counting(self, company, meets: Callable[[Self], bool]) -> Self:
        """Return the rule of ``company`` that counts of those that meet: the first enforced one, or else the first."""
        return self._in_force(company)._until_enforced(meets)._deciding()

    @api.model
    def _copy_shipped_records(self, companies) -> None:
        """Give each of ``companies`` its own copy of the records that addons ship for the first company."""
        # sudo: called while a company is created, by whoever may create one
        shipped_ids = self.env["ir.model.data"].sudo().search([("model", "=", self._name)]).mapped("res_id")
        rules = self.sudo().with_context(active_test=False)  # sudo: see above
        shipped = rules.search([("id", "in", shipped_ids)])
        for company in companies - shipped.company_id:
            known = set(rules.search([("company_id", "=", company.id)]).mapped("code"))
            for rule in shipped.filtered(lambda rule, known=known: rule.code not in known):
                rule.copy({"company_id": company.id, "code": rule.code, "name": rule.name})

    def _breached_by(self, records, message: str) -> None:
        """React to ``records`` breaking this rule, as its mode says.

        :raises UserError: in mode enforce, with the message and the reason
        """
        self.ensure_one()
        if self.mode == "enforce":
            explained = f"{message}\n\n{self._why()}"
            raise UserError(explained)
        if self.mode == "observe":
            self.env["customer.policy.observation"]._record(self, records, message)

    def _unfulfillable(self) -> Self:
        """Hook: return those of these rules, in force now, that need a person who does not exist.

        For example an approver from a group nobody of the company is in. They are shown on the health page.
        """
        return self.browse()

    def _why(self) -> str:
        """Answer "Why?" in one sentence: the rule and the clause it comes from."""
        self.ensure_one()
        if self.clause:
            return self.env._(
                "Why? Rule “%(rule)s” (%(code)s), %(clause)s.", rule=self.name, code=self.code, clause=self.clause
            )
        return self.env._("Why? Rule “%(rule)s” (%(code)s).", rule=self.name, code=self.code)
