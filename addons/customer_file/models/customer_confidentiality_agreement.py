from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_confidentiality_agreement_rule import KINDS

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"

#: what goes on while an agreement is in force
LIVING = {"assessment_date", "assessment_note"}


class CustomerConfidentialityAgreement(models.Model):
    """A signed agreement that protects customer information, with staff or with somebody outside.

    It is activated once it has all that the rule of its kind asks for, and then stays as it was signed.
    """

    _name = "customer.confidentiality.agreement"
    _description = "Confidentiality agreement"
    _inherit = ["customer.record.mixin", "customer.attachment.mixin"]
    _attachment_fields = ("attachment_ids",)
    _final_states = ("ended",)
    _order = "valid_from desc, id desc"
    _check_company_auto = True
    _workflow_steps = (
        Step("activate", _lt("Activate"), ("draft",), "active", SUPERVISOR, "activated_by_id", "activated_date"),
        Step("end", _lt("End"), ("active",), "ended", SUPERVISOR, "ended_by_id", "ended_date"),
    )

    kind = fields.Selection(KINDS, string="Kind of Agreement", required=True, default="nda", index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Employee",
        index="btree_not_null",
        ondelete="restrict",
        help="Who signed; of a connection, the user the other system logs in as.",
    )
    partner_id = fields.Many2one("res.partner", string="Other Side", index="btree_not_null", ondelete="restrict")
    subject = fields.Char(help="Which contract or system it is about.")
    valid_from = fields.Date("Signed on", required=True, default=fields.Date.context_today)
    valid_until = fields.Date(help="The last day; empty: until it is ended.")
    clause_ids = fields.One2many("customer.confidentiality.agreement.clause", "agreement_id", string="Clauses")
    attachment_ids = fields.Many2many("ir.attachment", string="Scan of the Signed Paper", copy=False)
    capability_date = fields.Date("Capability Verified on")
    capability_note = fields.Char("How It Was Verified")
    assessment_date = fields.Date("Last Risk Assessment", tracking=True)
    assessment_note = fields.Text("Findings of the Assessment")
    assessment_months = fields.Integer("Months between Assessments", readonly=True, copy=False)
    assessment_due_date = fields.Date("Next Risk Assessment", compute="_compute_assessment_due_date", store=True)
    is_assessment_overdue = fields.Boolean(
        "Assessment Overdue", compute="_compute_is_assessment_overdue", search="_search_is_assessment_overdue"
    )
    is_in_force = fields.Boolean("In Force", compute="_compute_is_in_force", search="_search_is_in_force")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("ended", "Ended")],
        tracking=True,
    )
    activated_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    activated_date = fields.Datetime(readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    ended_date = fields.Datetime(readonly=True, copy=False)

    _days_in_order = models.Constraint(
        "CHECK(valid_until IS NULL OR valid_until >= valid_from)", "It cannot end before it was signed."
    )

    @api.depends("number", "kind", "user_id", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for agreement in self:
            # sudo: what a colleague is called is no secret
            who = agreement.user_id.sudo().name or agreement.partner_id.name or ""
            agreement.display_name = " ".join(filter(None, (agreement.number, f"{labels[agreement.kind]}: {who}")))

    @api.depends("assessment_date", "valid_from", "assessment_months")
    def _compute_assessment_due_date(self):
        for agreement in self:
            months = agreement.assessment_months
            last = agreement.assessment_date or agreement.valid_from
            agreement.assessment_due_date = last + relativedelta(months=months) if months and last else False

    @api.depends("assessment_due_date", "state")
    def _compute_is_assessment_overdue(self):
        today = fields.Date.context_today(self)
        for agreement in self:
            due = agreement.assessment_due_date
            agreement.is_assessment_overdue = agreement.state == "active" and bool(due) and due < today

    def _search_is_assessment_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "=", "active"), ("assessment_due_date", "<", fields.Date.context_today(self))]

    @api.depends("state", "valid_from", "valid_until")
    def _compute_is_in_force(self):
        in_force = self.filtered_domain(self._in_force_domain())
        for agreement in self:
            agreement.is_in_force = agreement in in_force

    def _search_is_in_force(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._in_force_domain()

    @api.model
    def _in_force_domain(self) -> Domain:
        today = fields.Date.context_today(self)
        until = Domain("valid_until", "=", False) | Domain("valid_until", ">=", today)
        return Domain("state", "=", "active") & Domain("valid_from", "<=", today) & until

    @api.constrains("kind", "user_id", "partner_id")
    def _check_other_side(self):
        for agreement in self:
            if agreement.kind == "nda" and not agreement.user_id:
                raise ValidationError(self.env._("A confidentiality agreement of staff names the employee."))
            if agreement.kind in ("principal", "processor") and not agreement.partner_id:
                raise ValidationError(self.env._("A contract names the other side."))
            if agreement.kind == "connection" and not (agreement.partner_id or agreement.user_id):
                raise ValidationError(self.env._("A connection names the other side, or the user it logs in as."))

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "assessment_months"}

    @api.onchange("kind")
    def _onchange_kind(self):
        rule = self._kind_rule()
        self.clause_ids = [(5, 0), *self._clause_commands(rule)]
        if rule.valid_months and self.valid_from:
            self.valid_until = self.valid_from + relativedelta(months=rule.valid_months, days=-1)

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        agreements.filtered(lambda agreement: not agreement.clause_ids)._fill_clauses()
        return agreements

    def action_fill_clauses(self):
        """Add the clauses that the rule asks for and the list does not name."""
        self.check_access("write")
        self._fill_clauses()
        return True

    def _fill_clauses(self):
        for agreement in self:
            agreement.clause_ids = agreement._clause_commands(agreement._kind_rule())

    def _clause_commands(self, rule) -> list:
        known = self.clause_ids.rule_clause_id
        return [(0, 0, {"rule_clause_id": clause.id, "name": clause.name}) for clause in rule.clause_ids - known]

    def _kind_rule(self):
        """Return the rule in force for this kind of agreement, or an empty recordset."""
        return self.env["customer.confidentiality.agreement.rule"]._for_kind(self.company_id, self.kind)

    def write(self, vals):
        written = set(vals) - LIVING - set(self._workflow_protected_fields())
        if not self.env.su and written and not self._changes_nothing(vals):
            self._check_not_active()
        return super().write(vals)

    def _check_not_active(self):
        for agreement in self:
            if agreement.state == "active":
                raise UserError(
                    self.env._("%s is in force and stays as it was signed. End it instead.", agreement.display_name)
                )

    def action_activate(self):
        return self._run_step("activate")

    def action_end(self):
        return self._run_step("end")

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "user_id"]

    def _step_obstacle(self, step):
        if step.name == "activate" and self.user_id == self.env.user:
            return self.env._("Nobody activates the own agreement.")
        return super()._step_obstacle(step)

    def _before_activate(self):
        self._draw_numbers_by_rule()
        for agreement in self:
            rule = agreement._kind_rule()
            if not rule:
                continue
            if missing := agreement._missing(rule):
                rule._breached_by(
                    agreement,
                    self.env._(
                        "%(agreement)s cannot be activated. Missing: %(missing)s.",
                        agreement=agreement.display_name,
                        missing=", ".join(missing),
                    ),
                )
            agreement._write_protected({"assessment_months": rule.assessment_months})

    def _missing(self, rule) -> list[str]:
        """Say what ``rule`` asks for that this has not."""
        included = set(self.clause_ids.filtered("is_included").rule_clause_id.ids)
        missing = [
            self.env._("the clause “%s”", clause.name) for clause in rule.clause_ids if clause.id not in included
        ]
        if rule.scan_required and not self.attachment_ids:
            missing.append(self.env._("the scan of the signed paper"))
        if rule.needs_capability and not self.capability_date:
            missing.append(self.env._("the day on which the capability was verified"))
        if rule.assessment_months and not self.assessment_date:
            missing.append(self.env._("the risk assessment"))
        if rule.valid_months and not self.valid_until:
            missing.append(self.env._("the last day of its validity"))
        elif rule.valid_months and self.valid_until >= self.valid_from + relativedelta(months=rule.valid_months):
            missing.append(self.env._("a validity of %s months at most", rule.valid_months))
        return missing

    @api.model
    def _covers(self, user, company, kind: str) -> bool:
        """Say whether an agreement of ``kind`` is in force for ``user``, or for the company the user comes from."""
        # sudo: that there is an agreement decides about access, whoever gives it
        agreements = self.sudo()
        side = Domain("user_id", "=", user.id)
        if kind in ("processor", "connection"):
            side |= Domain("partner_id", "=", user.sudo().partner_id.commercial_partner_id.id)  # sudo: see above
        found = Domain("company_id", "=", company.id) & Domain("kind", "=", kind) & side
        return bool(agreements.search_count(found & self._in_force_domain(), limit=1))
