import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerApprovalMixin(models.AbstractModel):
    """A document that needs approvals: inherit this, and say with the hooks what is approved.

    A step named in ``_workflow_approvals`` waits for its approvals: until then its button is hidden, and it stops.

    What the lines of a document say counts when it is decided and when it is used; to make an approval void at once,
    they call ``_void_changed_approvals`` of the document.
    """

    _name = "customer.approval.mixin"
    _description = "Document that is approved"
    _inherit = ["customer.document.mixin"]

    approval_ids = fields.One2many("customer.approval", "res_id", string="Approvals")
    approval_state = fields.Selection(
        selection=lambda self: self.env["customer.approval"]._fields["state"]._description_selection(self.env),
        string="Approval",
        compute="_compute_approval_state",
        search="_search_approval_state",
        help="State of the latest approval of the document itself.",
    )
    may_decide = fields.Boolean(compute="_compute_may_decide", help="An approval of it waits for me.")

    # hooks

    @api.model
    def _approval_operations(self) -> dict:
        """Hook: name the things about a document that can need an approval, with their labels; "" is the document."""
        return {"": ""}

    def _approval_amount(self, operation: str):
        """Hook: return amount, currency and the day whose rate counts.

        Of a foreign amount the day counts as content: take one that stays.
        """
        self.ensure_one()
        currency = self.company_id.currency_id
        return 0.0, currency, fields.Date.today()

    @api.model
    def _approval_fields(self, operation: str) -> list[str]:
        """Hook: name the fields, also of lines (``line_ids.quantity``), whose change makes an approval void.

        Company, amount and currency, what the conditions of the rules look at, and the department where its managers
        decide, always count.
        """
        return []

    @api.model
    def _approval_amount_fields(self) -> list[str]:
        """Hook: name the fields that the amount comes from, so that their change is seen at once."""
        return []

    def _approval_author(self):
        """Hook: return the user who wrote the document, who under four eyes does not decide on it."""
        return self.create_uid

    def _approval_requester(self):
        """Hook: return the user who asks, and under four eyes does not decide: whoever acts."""
        return self.env.user

    def _approval_concerned(self):
        """Hook: return the user whose own matter this is, who never decides on it; empty: nobody's."""
        return self.env["res.users"]

    def _approval_department(self, operation: str):
        """Hook: return the department whose managers decide, where a rule names managers."""
        return self._document_department()

    def _approval_needed(self, operation: str) -> bool:
        """Hook: say whether a document that no rule meets needs an approval all the same, and so waits for a rule."""
        return False

    def _after_approval(self, approval):
        """Hook: the last level approved; called with all rights, as the one who decided."""

    def _after_rejection(self, approval):
        """Tell the one who asked; called with all rights, as the one who decided."""
        # no comment here: those told keep the message after the document is closed to them
        self._message_approval(
            self.env._("%(user)s rejected: %(approval)s", user=self.env.user.name, approval=approval._get_html_link()),
            approval.requested_by_id.partner_id,
        )

    # deciding on the document itself

    @api.depends("approval_ids.state", "approval_ids.approver_ids")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        for document in self:
            document.may_decide = bool(document._decision_for_me())

    def _decision_for_me(self):
        """Return the request about the document, whatever it is about, that waits for the user; with all rights."""
        # sudo: only for whom it waits
        pending = self.sudo().approval_ids.filtered(lambda approval: approval.state == "pending")
        return pending.filtered(lambda approval: approval._principal_of(self.env.user))[:1]

    def action_decide(self):
        """Open the decision on the document, for whoever has to make it."""
        self.ensure_one()
        approval = self._decision_for_me()
        if not approval:
            raise UserError(self.env._("%s: no decision waits for you.", self.display_name))
        return approval.with_env(self.env).action_open_decide()

    # requests and checks

    def action_request_approval(self, operation: str = ""):
        """Ask for the approval; who may write the document may ask."""
        self.check_access("write")
        if operation not in self._approval_operations():
            raise UserError(self.env._("No step “%s” needs an approval.", operation))
        self._request_approval(operation)
        return True

    def _request_approval(self, operation: str = ""):
        """Return the approvals of these documents, pending or granted: those there are, or else new ones."""
        current = self._current_approvals(operation)
        current -= current.filtered(lambda approval: approval._void_if_outdated())
        missing = self.filtered(lambda document: document.id not in current.mapped("res_id"))
        found = [document._approval_rules(operation) for document in missing]
        new = current.create(
            [
                document._prepare_approval_vals(operation, amount, rules._deciding())
                for document, (amount, rules) in zip(missing, found, strict=True)
            ]
        )
        for approval, (_amount, rules) in zip(new, found, strict=True):
            missing.browse(approval.res_id)._note_observing(rules, operation)
            approval._go_on()
        return (current | new).with_env(self.env)

    def _current_approvals(self, *operations: str):
        """Return the pending or granted approval of each document, with all rights.

        :param operations: default: only the operation without a name
        """
        return (
            self.env["customer.approval"]
            ._engine()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("operation", "in", [operation or False for operation in operations or ("",)]),
                    ("state", "in", ("pending", "approved")),
                ]
            )
        )

    def _prepare_approval_vals(self, operation: str, amount: float, rule) -> dict:
        self.ensure_one()
        document = self._approved_document()
        if not rule and document._approval_needed(operation):
            raise UserError(self._no_rule_message())
        document_amount, currency, date = document._approval_amount(operation)
        observed = rule.mode == "observe"
        terms = [] if observed else rule._terms()
        names = sorted({*self._approval_fields(operation), *rule._condition_fields(self._name, operation)})
        return {
            # named in the language of whoever asks
            **self.env["customer.approval"]._prepare_document_vals(document.with_context(lang=self.env.lang)),
            "operation": operation or False,
            "rule_id": rule.id,
            "reason": rule._why() if rule else self.env._("No rule asks for an approval."),
            "is_observed": observed,
            "terms": terms,
            "four_eyes": rule.four_eyes,
            "several_levels": rule.several_levels,
            "department_id": document._approval_department(operation).id,
            "currency_id": document.company_id.currency_id.id,
            "amount": amount,
            "document_amount": document_amount,
            "document_currency_id": currency.id,
            "rate_date": date,
            "content_fields": names,
            "fingerprint": document._approval_fingerprint(operation, names, terms, document.company_id.currency_id),
            "requested_by_id": self._approval_requester().id,
            "requested_date": fields.Datetime.now(),
            "author_id": document._approval_author().id,
            "concerned_id": document._approval_concerned().id,
        }

    def _approval_company_amount(self, operation: str) -> float:
        """Return the amount in the currency of the company."""
        amount, currency, date = self._approval_amount(operation)
        company = self.company_id
        if currency == company.currency_id:
            return amount
        return currency._convert(amount, company.currency_id, company, date)

    def _approval_rules(self, operation: str):
        """Return the amount in the currency of the company, and the rules that meet it up to the first enforced one."""
        document = self._approved_document()
        amount = document._approval_company_amount(operation)
        return amount, self.env["customer.approval.rule"]._matching(document, operation, amount)

    def _check_approved(self, operation: str = ""):
        """Stop what needs an approval and has none; where the rule only observes, list it.

        :raises UserError: naming the document, who must decide, and the rule
        """
        for document in self:
            current = document._current_approvals(operation)
            obstacle = document._approval_obstacle(operation, current)
            if obstacle:
                message = f"{document.display_name}: {obstacle}"
                raise UserError(message)
            if not current:
                document._note_observing(document._approval_rules(operation)[1], operation)

    def _note_observing(self, rules, operation: str):
        """List what those of the rules that only observe would have asked for."""
        for rule in rules.filtered(lambda rule: rule.mode == "observe" and rule._terms()):
            label = self._approval_operations()[operation]
            name = f"{self.display_name}: {label}" if label else self.display_name
            rule._breached_by(self, self.env._("%s would have needed an approval.", name))

    def _approval_obstacle(self, operation: str = "", current=None) -> str:
        """Say what approval is missing, who must decide and why; empty when nothing is.

        :param current: the current approvals of the operation, if they are known already
        """
        self.ensure_one()
        current = (self._current_approvals(operation) if current is None else current)[:1]
        if current and (outdated := current._why_outdated()):
            return self.env._("%s It must be requested again.", outdated)
        if current:
            return "" if current.state == "approved" else f"{current._who_decides()}\n\n{current.reason}"
        rule = self._approval_rules(operation)[1]._deciding()
        if not rule:
            return self._no_rule_message() if self._approved_document()._approval_needed(operation) else ""
        terms = rule._terms()
        if rule.mode == "observe" or not terms:
            return ""
        who = rule.level_ids._label(terms[0])
        message = self.env._("The approval must be requested first. It is decided by: %s.", who)
        return f"{message}\n\n{rule._why()}"

    def _no_rule_message(self) -> str:
        return self.env._("%s: it needs an approval, and no rule says whose.", self.display_name)

    def _cancel_approvals(self, reason: str):
        """End the pending requests about documents that are given up."""
        for operation in self._approval_operations():
            pending = self._current_approvals(operation).filtered(lambda approval: approval.state == "pending")
            pending._end("cancelled", reason)

    # content

    def _approved_document(self):
        """Return the document as it is approved: all of it, independent of who looks and in which language."""
        # all rights: the hash and the amount do not depend on who asks
        document = self.with_env(self.env(su=True, context={}))
        return document.with_company(document.company_id)

    def _approval_fingerprint(self, operation: str, names: list[str], terms: list[dict], company_currency) -> str:
        """Return a hash of the content that is approved: these fields, the company, the amount, and whose managers."""
        document = self._approved_document()
        amount, currency, date = document._approval_amount(operation)
        content = {
            "fields": {name: self._approved_values(document, name) for name in names},
            "company": document.company_id.id,
            "amount": [amount, currency.id],
        }
        if currency != company_currency:
            # another rate can lead to another rule
            content["rate"] = date
        if any(level["decided_by"] == "manager" for level in terms):
            content["department"] = document._approval_department(operation).id
        text = json.dumps(content, default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _approved_values(self, records, path: str) -> list:
        """Return the values of a field of ``records``, or of a field of their lines."""
        first, _dot, rest = path.partition(".")
        field = records._fields[first]
        if rest and field.relational:
            return self._approved_values(records[first].sorted("id"), rest)
        if field.relational:
            return [sorted(record[first].ids) for record in records]
        return [field.convert_to_read(record[first], record) for record in records]

    def write(self, vals):
        result = super().write(vals)
        rules = self.env["customer.approval.rule"]
        watched = {
            name.partition(".")[0]
            for operation in self._approval_operations()
            for name in (*self._approval_fields(operation), *rules._condition_fields(self._name, operation))
        }
        watched.update(("company_id", "department_id", *self._approval_amount_fields()))
        if watched & set(vals):
            self._void_changed_approvals()
        return result

    def _void_changed_approvals(self):
        """Make void what was approved, or is about to be, and is no longer what the documents say."""
        for approval in self._current_approvals(*self._approval_operations()):
            approval._void_if_outdated()

    def _tell_approval_void(self, approval):
        self._message_approval(
            self.env._("%s The approval is void and must be requested again.", approval.end_reason),
            approval.requested_by_id.partner_id,
        )

    def _message_approval(self, body: str, partners):
        """Say something about an approval in the chatter, if the document has one, and to ``partners`` anyhow."""
        if "message_ids" in self._fields:
            self.message_post(body=body, partner_ids=partners.ids)
        else:
            subject = self.display_name
            self.env["mail.thread"].message_notify(partner_ids=partners.ids, subject=subject, body=body)

    # the state on the document

    @api.depends("approval_ids.state")
    def _compute_approval_state(self):
        # sudo: whoever reads the document sees that it is approved, not by whom
        approvals = self.env["customer.approval"].sudo()
        states = {}
        if self.ids:
            found = approvals.search_fetch(
                [("res_model", "=", self._name), ("res_id", "in", self.ids), ("operation", "=", False)],
                ["res_id", "state"],
                order="id",
            )
            states = {approval.res_id: approval.state for approval in found}
        for document in self:
            document.approval_state = states.get(document.id, False)

    def _search_approval_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["customer.approval"].flush_model(["res_model", "res_id", "operation", "state"])
        latest = SQL(
            "SELECT DISTINCT ON (res_id) res_id, state FROM customer_approval "
            "WHERE res_model = %s AND operation IS NULL ORDER BY res_id, id DESC",
            self._name,
        )
        states = tuple(state for state in value if state) or ("",)
        found = fields.Domain("id", "in", SQL("(SELECT res_id FROM (%s) latest WHERE state IN %s)", latest, states))
        if False in value:
            found |= fields.Domain("id", "not in", SQL("(SELECT res_id FROM (%s) latest)", latest))
        return found
