from collections.abc import Iterator
from typing import Self

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CustomerApprovalRule(models.Model):
    """Which documents need whose approval (审批权限): the first rule that meets a document decides.

    A rule without levels lets the documents it meets pass: small amounts, say, before the rules for larger ones.
    """

    _name = "customer.approval.rule"
    _description = "Approval rule"
    _inherit = ["customer.policy.condition.mixin"]

    document_model = fields.Selection(selection="_selection_document_model", string="Documents", required=True)
    operation = fields.Char(
        "Step", help="Name of the step that needs the approval, for documents that need more than one; empty else."
    )
    subject = fields.Selection(
        selection="_selection_subject",
        string="What Is Approved",
        compute="_compute_subject",
        inverse="_inverse_subject",
        help="The document, or one of its steps.",
    )
    domain = fields.Char(help="The rule meets documents that fulfil this.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_from = fields.Monetary(help="0: from the smallest amount on.")
    amount_from_included = fields.Boolean(
        "From This Amount", default=True, help="The rule also meets exactly this amount."
    )
    amount_to = fields.Monetary(help="0: without an upper limit.")
    amount_to_included = fields.Boolean("Up to This Amount", help="The rule also meets exactly this amount.")
    level_ids = fields.One2many(
        "customer.approval.rule.level",
        "rule_id",
        string="Levels",
        copy=True,
        help="Who decides, one after the other. Without a level the documents pass.",
    )
    four_eyes = fields.Boolean(
        default=True, help="Neither who requests the approval nor who wrote the document decides."
    )
    several_levels = fields.Boolean(
        "One Person on Several Levels", help="Who decided on one level may decide on another as well."
    )

    _amounts_in_order = models.Constraint(
        "CHECK(amount_from >= 0 AND amount_to >= 0 AND (COALESCE(amount_to, 0) = 0 OR amount_to >= amount_from))",
        "The upper amount cannot be below the lower one.",
    )

    @api.model
    def _approvable_models(self) -> list[str]:
        """Name the models of documents that can be approved."""
        parent = self.env.registry["customer.approval.mixin"]
        return [name for name, model in self.env.registry.items() if not model._abstract and issubclass(model, parent)]

    @api.model
    def _selection_document_model(self) -> list[tuple[str, str]]:
        # sudo: what a model is called is no secret
        return [(name, self.env["ir.model"].sudo()._get(name).name) for name in self._approvable_models()]

    @api.model
    def _selection_subject(self) -> list[tuple[str, str]]:
        """Return all that can be approved, as (model/step, label)."""
        return [
            (f"{name}/{operation}", f"{label}: {step}" if step else label)
            for name, label in self._selection_document_model()
            for operation, step in self.env[name]._approval_operations().items()
        ]

    @api.depends("document_model", "operation")
    def _compute_subject(self):
        for rule in self:
            rule.subject = rule.document_model and f"{rule.document_model}/{rule.operation or ''}"

    @api.onchange("subject")
    def _inverse_subject(self):
        for rule in self.filtered("subject"):
            rule.document_model, _slash, operation = rule.subject.partition("/")
            rule.operation = operation or False

    @api.constrains("document_model", "operation")
    def _check_document(self):
        for rule in self:
            if rule.document_model not in self._approvable_models():
                raise ValidationError(self.env._("%s: documents of this model cannot be approved.", rule.name))
            documents = self.env[rule.document_model]
            if (rule.operation or "") not in documents._approval_operations():
                raise ValidationError(
                    self.env._("%(rule)s: no step “%(step)s” needs an approval.", rule=rule.name, step=rule.operation)
                )
        self._check_domain()

    def _condition_model(self):
        return self.document_model

    def _pack_document_model(self):
        return self.document_model

    @api.model
    @tools.ormcache("document_model", "operation")
    def _condition_fields(self, document_model: str, operation: str) -> frozenset[str]:
        """Name the fields that the conditions of the rules look at: a change of one may let another rule meet it."""
        # sudo: rules are configuration without secrets
        rules = self.sudo().search(
            [("document_model", "=", document_model), ("mode", "!=", "off"), ("active", "=", True)]
        )
        return frozenset(
            name
            for rule in rules
            if (rule.operation or "") == operation
            for name in self._fields_looked_at(rule._get_domain())
        )

    @api.model
    def _fields_looked_at(self, domain: Domain) -> Iterator[str]:
        """Yield the fields, also of lines, that a condition looks at."""
        for condition in domain.iter_conditions():
            if condition.operator in ("any", "not any", "any!", "not any!"):
                for name in self._fields_looked_at(Domain(condition.value)):
                    yield f"{condition.field_expr}.{name}"
            else:
                yield condition.field_expr

    def _terms(self) -> list[dict]:
        """Return the levels as an approval keeps them; none of no rule."""
        return list(self.env["customer.approval.rule.level"]._terms_of(self.id)) if self else []

    @api.model
    def _matching(self, document, operation: str, amount: float) -> Self:
        """Return the rules in force that meet ``operation`` of ``document``, up to the first that is enforced.

        :param amount: in the currency of the document's company
        """
        # nothing of the client's context but the language, in which the rule explains itself
        rules = self.with_env(self.env(su=True, context={"lang": self.env.lang}))._in_force(document.company_id)
        return rules._until_enforced(lambda rule: rule._matches(document, operation, amount))

    def _matches(self, document, operation: str, amount: float) -> bool:
        self.ensure_one()
        return (
            self.document_model == document._name
            and (self.operation or "") == operation
            and self._matches_amount(amount)
            # sudo: which rule meets a document does not depend on who asks
            and bool(document.sudo().filtered_domain(self._get_domain()))
        )

    def _matches_amount(self, amount: float) -> bool:
        """Say whether ``amount`` lies between the limits; a refund of 500 counts as 500."""
        compare = self.company_id.currency_id.compare_amounts
        if self.amount_from:
            above = compare(abs(amount), self.amount_from)
            if above < 0 or (above == 0 and not self.amount_from_included):
                return False
        if self.amount_to:
            above = compare(abs(amount), self.amount_to)
            return above < 0 or (above == 0 and self.amount_to_included)
        return True

    def _past_breaches(self, date_from, date_to):
        """Return the documents of these days that the rule meets and nobody decided on."""
        first, last = self.company_id._policy_moments(date_from, date_to)
        # sudo: how many there are is told, and those are shown that the user may open
        documents = self.env[self.document_model].sudo().with_company(self.company_id)
        domain = [("company_id", "=", self.company_id.id), ("create_date", ">=", first), ("create_date", "<", last)]
        found = documents.search(self._get_domain() & Domain(domain)) if self.level_ids else documents
        operation = self.operation or ""
        approved = [
            ("decision", "=", "approve"),
            ("approval_id.res_model", "=", self.document_model),
            ("approval_id.res_id", "in", found.ids),
            ("approval_id.operation", "=", operation or False),
            ("approval_id.state", "=", "approved"),
        ]
        # sudo: how many documents passed without a decision is told, who decided is not
        decided = self.env["customer.approval.decision"].sudo().search(approved)
        found -= found.browse(decided.approval_id.mapped("res_id"))
        return found.filtered(lambda one: self._matches_amount(one._approval_company_amount(operation)))

    def _unfulfillable(self):
        return super()._unfulfillable() | self.filtered(lambda rule: rule._gaps())

    def _gaps(self) -> list[str]:
        """Say for each level that nobody can decide what is missing."""
        # sudo: who is in which group and manages what is read here, and only what is missing leaves this method
        return [gap for level in self.sudo().level_ids for gap in level._gaps()]
