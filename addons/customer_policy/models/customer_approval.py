from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

ENDED = [("void", "Void"), ("cancelled", "Cancelled")]


class CustomerApproval(models.Model):
    """The request to approve one thing about one document. Its state follows from the decisions.

    It keeps the terms it started with: whoever changes the rule does not change requests under way.
    """

    _name = "customer.approval"
    _description = "Approval"
    _inherit = ["customer.document.row.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    operation = fields.Char("Step", readonly=True)
    rule_id = fields.Many2one("customer.approval.rule", readonly=True, index="btree_not_null", ondelete="set null")
    reason = fields.Text(readonly=True, help="The rule and the clause the request comes from.")
    is_observed = fields.Boolean("Observed", readonly=True, help="The rule only observes: the request passed.")
    terms = fields.Json("Levels", readonly=True, help="Who decides, level by level, as the rule said at the request.")
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="set null", help="Its managers are asked.")
    four_eyes = fields.Boolean(readonly=True)
    several_levels = fields.Boolean("One Person on Several Levels", readonly=True)

    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(readonly=True, help="In the currency of the company, at the rate of the rate date.")
    document_currency_id = fields.Many2one("res.currency", readonly=True, ondelete="restrict")
    document_amount = fields.Monetary(readonly=True, currency_field="document_currency_id")
    rate_date = fields.Date(readonly=True)
    content_fields = fields.Json(readonly=True, help="Names of the fields whose change makes the approval void.")
    fingerprint = fields.Char(readonly=True, help="Hash of what is approved; another content needs another approval.")

    requested_by_id = fields.Many2one(
        "res.users", string="Requested by", required=True, readonly=True, index=True, ondelete="restrict"
    )
    requested_date = fields.Datetime("Requested on", required=True, readonly=True)
    author_id = fields.Many2one("res.users", string="Author of the Document", readonly=True, ondelete="restrict")
    concerned_id = fields.Many2one(
        "res.users",
        string="Whom It Concerns",
        readonly=True,
        ondelete="restrict",
        help="Nobody decides in the own matter, whatever the rule says.",
    )

    decision_ids = fields.One2many("customer.approval.decision", "approval_id", string="Decisions", readonly=True)
    ended = fields.Selection(ENDED, readonly=True, help="How the request ended without a decision.")
    end_reason = fields.Text("Reason of the End", readonly=True)
    state = fields.Selection(
        [("pending", "Pending"), ("approved", "Approved"), ("rejected", "Rejected"), *ENDED],
        compute="_compute_state",
        store=True,
        precompute=True,
    )
    level = fields.Integer(
        "Current Level", compute="_compute_state", store=True, precompute=True, help="From 1; 0: none is left."
    )
    # a decision always changes this row: of two people who decide at once, the second sees the first
    decision_count = fields.Integer(compute="_compute_state", store=True, precompute=True)
    approver_ids = fields.Many2many(
        "res.users",
        "customer_approval_approver_rel",
        "approval_id",
        "user_id",
        string="Waits for",
        readonly=True,
        context={"active_test": False},
        help="Who may decide on the current level; a substitute may as well.",
    )

    can_decide = fields.Boolean(compute="_compute_can_decide", search="_search_can_decide")
    progress = fields.Text(compute="_compute_progress")
    obstacle = fields.Text(compute="_compute_progress", help="Says why nobody can decide.")

    _pending_unique = models.UniqueIndex(
        "(res_model, res_id, COALESCE(operation, '')) WHERE state = 'pending'",
        "An approval of this document is being decided already.",
    )

    @api.depends("decision_ids", "ended", "terms")
    def _compute_state(self):
        for approval in self:
            agreed = Counter(decision.level for decision in approval.decision_ids if decision.decision == "approve")
            approval.decision_count = len(approval.decision_ids)
            approval.level = next(
                (number for number, terms in enumerate(approval.terms or [], 1) if agreed[number] < terms["required"]),
                0,
            )
            if approval.ended:
                approval.state = approval.ended
            elif any(decision.decision == "reject" for decision in approval.decision_ids):
                approval.state = "rejected"
            else:
                approval.state = "pending" if approval.level else "approved"

    @api.depends("document_name", "operation")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for approval in self:
            operation = approval._operation_label()
            approval.display_name = f"{approval.document_name}: {operation}" if operation else approval.document_name

    def _operation_label(self) -> str:
        """Name what about the document is approved; empty when there is only one thing."""
        if not self.operation or self.res_model not in self.env:
            return self.operation or ""
        return str(self.env[self.res_model]._approval_operations().get(self.operation, self.operation))

    @api.depends_context("uid")
    @api.depends("approver_ids", "state", "decision_ids")
    def _compute_can_decide(self):
        for approval in self:
            approval.can_decide = approval.state == "pending" and bool(approval._engine()._principal_of(self.env.user))

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("id", "in", self.env.user._approvals_to_decide())
        return found if True in value else ~found

    @api.depends("terms", "decision_ids", "approver_ids", "state")
    def _compute_progress(self):
        Level = self.env["customer.approval.rule.level"]
        for approval in self:
            lines, approval.obstacle = [], False
            for number, terms in enumerate(approval.terms or [], 1):
                agreed = approval.decision_ids.filtered(
                    lambda decision, number=number: decision.level == number and decision.decision == "approve"
                )
                done = len(agreed) >= terms["required"]
                current = approval.state == "pending" and number == approval.level
                lines.append(f"{'✓' if done else '▸' if current else '–'} {number}. {Level._label(terms)}")
                if current and len(approval.approver_ids) + len(agreed) < terms["required"]:
                    approval.obstacle = self.env._(
                        "Nobody can decide level %(number)s, %(who)s: no person is left who may.",
                        number=number,
                        who=Level._label(terms),
                    )
            approval.progress = "\n".join(lines)

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_by_hand()
        return super().write(vals)

    @api.model
    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(self.env._("Approvals are requested and decided with the buttons and in no other way."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approval(self):
        raise UserError(self.env._("Approvals are kept; a request that is no longer wanted is withdrawn."))

    def _engine(self):
        """Return these approvals with all rights, and with nothing of the client's context."""
        context = {"lang": self.env.lang, "tracking_disable": True, "mail_create_nosubscribe": True}
        # the callers check the person and hand out no content
        approvals = self.with_env(self.env(su=True, context=context))
        return approvals.with_company(approvals.company_id) if len(approvals.company_id) == 1 else approvals

    def _known_document(self):
        """Return the document without asking whether it is still there: a request about a deleted one has ended."""
        return self.env[self.res_model].browse(self.res_id)

    # who decides

    def _deciders(self):
        """Return the users whose decision the current level waits for, now."""
        self.ensure_one()
        if self.state != "pending":
            return self.env["res.users"]
        terms = self.terms[self.level - 1]
        users = self.env["customer.approval.rule.level"]._candidates(terms, self.company_id, self.department_id)
        users -= self._barred()
        return users if terms["decided_by"] == "group" or terms.get("or_above") else users[:1]

    def _barred(self):
        """Return the users who may not decide on the current level: the own matter, four eyes, and one level each."""
        barred = self.concerned_id
        if self.four_eyes:
            barred |= self.requested_by_id | self.author_id
        if self.decision_count:
            decisions = self.decision_ids
            if self.several_levels:
                decisions = decisions.filtered(lambda decision: decision.level == self.level)
            barred |= decisions.user_id | decisions.on_behalf_of_id
        return barred

    def _principal_of(self, user):
        """Return whose decision ``user`` may make now: the own, that of somebody absent, or nobody's."""
        self.ensure_one()
        deciders = self._deciders()
        if user in deciders:
            return user
        if not user.active or user.share or user in self._barred() or self.company_id not in user.company_ids:
            return self.env["res.users"]
        return (deciders & self.env["customer.approval.substitution"]._substituted_by(user, self))[:1]

    def _ask_deciders(self):
        """Bring the people asked up to date with the level, the groups and the managers."""
        for approval in self:
            deciders = approval._deciders()
            if approval.approver_ids != deciders:
                approval.approver_ids = [Command.set(deciders.ids)]

    @api.model
    def _ask_anew(self, decided_by: str, companies=None):
        """Ask anew where a group or the manager of a department decides, after people (of some companies) changed."""
        domain = [("state", "=", "pending")]
        if companies is not None:
            domain.append(("company_id", "in", companies.ids))
        # sudo: who decides changes with the groups and managers, whoever changes those
        pending = self.sudo().search(domain)
        for approval in pending:
            if approval.terms[approval.level - 1]["decided_by"] == decided_by:
                approval._engine()._ask_deciders()
