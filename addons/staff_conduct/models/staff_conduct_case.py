from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

#: nobody has decided yet
OPEN = ("proposed", "hearing", "requested")
#: what the handler may still say, until the decision is requested
HANDLED = {"quantity", "date", "severity", "facts", "amount", "sanction_id", "referral", "attachment_ids"}
#: whose change leads to another proposal
PROPOSING = {"quantity", "date", "severity"}


class StaffConductCase(models.Model):
    """A violation or a merit of a person, from the proposal to the decision.

    It is opened by a report (``staff.conduct.report``), which is confidential and never seen by the person. What the
    rule proposes is computed from the earlier cases of the period, and anew while nobody has decided.
    """

    _name = "staff.conduct.case"
    _description = "Conduct case"
    _inherit = [
        "customer.record.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
        "customer.attachment.mixin",
        "customer.form.mixin",
    ]
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id", "employee_id", "rule_id", "department_id", "mentor_id", "origin_id", "is_joint")
    _final_states = ("dropped",)
    # the conversation is that of those who handle the case: the person neither reads it nor writes into it
    _mail_post_access = "write"
    _order = "date desc, id desc"
    _check_company_auto = True
    _workflow_steps = (
        Step("hear", _lt("Ask for a Statement"), ("proposed",), "hearing", "", "heard_by_id", "heard_date"),
        Step(
            "submit", _lt("Request the Decision"), ("proposed", "hearing"), "requested", "",
            "submitted_by_id", "submitted_date",
        ),
        Step("revise", _lt("Back to the Proposal"), ("requested",), "proposed"),
        Step("drop", _lt("Drop"), OPEN, "dropped", "", "dropped_by_id", "dropped_date"),
        Step("pay", _lt("Paid"), ("decided",), "decided", "", "paid_by_id", "paid_date"),
    )  # fmt: skip

    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, index=True, ondelete="restrict", check_company=True
    )
    employee_user_id = fields.Many2one(
        related="employee_id.user_id", string="User of the Person", store=True, index=True, precompute=True
    )
    department_id = fields.Many2one("hr.department", readonly=True, index="btree_not_null", ondelete="restrict")
    mentor_id = fields.Many2one(
        "hr.employee", readonly=True, index="btree_not_null", ondelete="restrict",
        help="Who guided the person, on probation, when it happened (S1.6-hr-04).",
    )  # fmt: skip
    rule_id = fields.Many2one("staff.conduct.rule", required=True, index=True, ondelete="restrict", check_company=True)
    kind = fields.Selection(related="rule_id.kind", store=True, precompute=True)
    category = fields.Char(related="rule_id.category")
    unit = fields.Char(related="rule_id.unit")
    asks_referral = fields.Boolean(related="rule_id.asks_referral")
    allowed_sanction_ids = fields.Many2many(related="rule_id.sanction_ids", string="Allowed Sanctions")
    date = fields.Date(required=True, default=fields.Date.context_today, tracking=True)
    quantity = fields.Float(default=1.0, required=True)
    severity = fields.Selection(
        lambda self: self.env["staff.conduct.rule.stage"]._fields["severity"]._description_selection(self.env),
        required=True,
        default="ordinary",
        tracking=True,
    )
    facts = fields.Text(help="What happened; the person reads this.")
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence", copy=False)
    responsible_id = fields.Many2one(
        "res.users", "Handled by", index="btree_not_null", ondelete="restrict", help="Prepares the decision."
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("hearing", "Statement Asked"),
            ("requested", "Decision Requested"),
            ("decided", "Decided"),
            ("dropped", "Dropped"),
        ],
        default="proposed",
        tracking=True,
        group_expand=True,
    )

    proposed_amount = fields.Monetary(readonly=True)
    amount_min = fields.Monetary("At Least", readonly=True)
    amount_max = fields.Monetary("At Most", readonly=True)
    proposed_sanction_id = fields.Many2one("staff.conduct.sanction", readonly=True, ondelete="restrict")
    why = fields.Text("Why?", readonly=True)
    amount = fields.Monetary(tracking=True, help="What is decided; within the limits of the rule.")
    sanction_id = fields.Many2one(
        "staff.conduct.sanction", "Sanction or Merit", index="btree_not_null", ondelete="restrict", check_company=True,
        tracking=True,
    )  # fmt: skip
    needs_hr = fields.Boolean(related="sanction_id.needs_hr")
    referral = fields.Selection([("yes", "Yes"), ("no", "No")], "Referred to the Authorities")

    origin_id = fields.Many2one(
        "staff.conduct.case", "Follows from", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    is_joint = fields.Boolean("Joint Liability", readonly=True)
    follow_ids = fields.One2many("staff.conduct.case", "origin_id", "Cases That Follow", readonly=True)
    report_ids = fields.One2many("staff.conduct.report", "case_id", "Reports", readonly=True)
    decision_ids = fields.One2many("staff.conduct.decision", "case_id", "Decisions", readonly=True)
    block_until = fields.Date("No Reward until", readonly=True, copy=False)

    hearing_until = fields.Date("Statement until", readonly=True, copy=False)
    statement = fields.Text("Statement of the Person", readonly=True, copy=False)
    statement_date = fields.Datetime(readonly=True, copy=False)
    drop_reason = fields.Text("Why It Is Dropped", copy=False)

    heard_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    heard_date = fields.Datetime(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_date = fields.Datetime(readonly=True, copy=False)
    decided_date = fields.Date(readonly=True, copy=False, index=True)
    paid_by_id = fields.Many2one("res.users", "Paid to", readonly=True, copy=False, ondelete="restrict")
    paid_date = fields.Datetime("Paid on", readonly=True, copy=False)
    dropped_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    dropped_date = fields.Datetime(readonly=True, copy=False)

    _counted = models.Index("(employee_id, rule_id, date)")
    _blocking = models.Index("(employee_id, block_until) WHERE block_until IS NOT NULL")

    @api.depends("number", "rule_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # without the person: this name stands on activities, approvals and in mails
        for case in self:
            case.display_name = " ".join(filter(None, (case.number, case.rule_id.name)))

    # making and changing

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            employee = self.env["hr.employee"].browse(vals.get("employee_id"))
            if not employee:
                raise UserError(self.env._("A conduct case is about a person: name the employee."))
            # sudo: where somebody works, and under whom, is no secret
            department = employee.sudo().department_id
            managers = department._get_manager_chain() - employee.sudo().user_id  # sudo: see above
            vals.setdefault("responsible_id", managers[:1].id)
            vals.update(department_id=department.id, mentor_id=employee._conduct_mentor().id)
        cases = super().create(vals_list)
        cases._queue_behind_others()
        cases._propose()
        # sudo: the later cases of the same person count this one, whoever may read them
        (cases.sudo()._later() - cases)._propose()
        return cases

    @api.model
    def _open(self, vals_list: list[dict]):
        """Open cases, in the name of nobody: who reported is confidential, and a case shows who made it."""
        # the number is drawn with it, so that each opened case can be spoken of
        context = {"mail_create_nolog": True, "mail_create_nosubscribe": True, "lang": self.env.lang}
        # sudo: cases are opened by reports, which are checked, and by other cases
        cases = self.with_env(self.env(user=SUPERUSER_ID, context=context)).create(vals_list)
        cases._draw_numbers_by_rule()
        cases._start_deadline("decision")
        cases._tell_handlers()
        return cases

    def _tell_handlers(self):
        for case in self.filtered("responsible_id"):
            case.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=case.env._("Prepare the decision"),
                user_id=case.responsible_id.id,
            )

    def write(self, vals):
        if not self.env.su:
            closed = HANDLED & set(vals) and self.filtered(lambda case: case.state not in ("proposed", "hearing"))
            if closed:
                raise UserError(
                    self.env._(
                        "%s: what is to be decided stays as it was submitted; take it back to change it.",
                        closed[0].display_name,
                    )
                )
            if "drop_reason" in vals and any(case.state not in OPEN for case in self):
                raise UserError(self.env._("What was decided cannot be dropped."))
        # sudo: as in create
        affected = self.sudo()._later() if "date" in vals else self.browse()
        result = super().write(vals)
        if PROPOSING & set(vals):
            self._queue_behind_others()
            self._propose()
            # sudo: as in create
            (affected | self.sudo()._later() - self)._propose()
        return result

    @api.model
    def _workflow_protected_fields(self):
        return {
            *super()._workflow_protected_fields(),
            "proposed_amount", "amount_min", "amount_max", "proposed_sanction_id", "why", "block_until",
            "hearing_until", "statement", "statement_date", "decided_date",
        }  # fmt: skip

    @api.constrains("amount", "sanction_id", "amount_min", "amount_max")
    def _check_decided_within_rule(self):
        for case in self.filtered(lambda case: case.state in OPEN):
            rule = case.rule_id
            if case.sanction_id and not rule._allows(case.sanction_id, case.proposed_sanction_id):
                raise ValidationError(
                    self.env._(
                        "%(case)s: “%(sanction)s” is not among what the rule allows: %(allowed)s.",
                        case=case.display_name,
                        sanction=case.sanction_id.name,
                        allowed=", ".join((rule.sanction_ids | case.proposed_sanction_id).mapped("name")) or "-",
                    )
                )
            if case._without_amount() and not case.amount:
                continue
            if not case._within(case.amount):
                raise ValidationError(
                    self.env._(
                        "%(case)s: the amount %(amount)g is not within the rule: from %(low)g to %(high)g.\n\n%(why)s",
                        case=case.display_name, amount=case.amount, low=case.amount_min, high=case.amount_max,
                        why=rule._why(),
                    )
                )  # fmt: skip

    def _within(self, amount: float) -> bool:
        compare = self.company_id.currency_id.compare_amounts
        return compare(amount, self.amount_min) >= 0 and compare(amount, self.amount_max) <= 0

    def _without_amount(self) -> bool:
        """Say whether a sanction is decided in place of the money: criticism or a fine, dismissal or a fine."""
        return bool(self.sanction_id and not self.sanction_id.is_fine and self.sanction_id in self.rule_id.sanction_ids)

    # the proposal

    def _queue_behind_others(self):
        """Let no two cases that count each other be opened at once.

        Each changes the row of the person (nothing in it), so that PostgreSQL refuses the second transaction, whose
        count would miss the first, and Odoo tries it again.
        """
        for table, ids in (
            ("hr_employee", self.employee_id.ids),
            ("hr_department", self.filtered(lambda case: case.rule_id.count_for == "department").department_id.ids),
        ):
            if ids:
                self.env.cr.execute(
                    SQL("UPDATE %s SET active = active WHERE id IN %s", SQL.identifier(table), tuple(sorted(ids)))
                )

    def _same_count(self) -> list:
        """Return the domain of the cases that count together with this one, whatever their day."""
        self.ensure_one()
        if self.rule_id.count_for == "department":
            scope = ("department_id", "=", self.department_id.id)
        else:
            scope = ("employee_id", "=", self.employee_id.id)
        return [scope, ("rule_id", "=", self.rule_id.id), ("is_joint", "=", False), ("state", "!=", "dropped")]

    def _earlier(self):
        """Return the cases of the period that lead to this one's stage: those before it that were not dropped."""
        self.ensure_one()
        first = self.rule_id._first_day(self.date)
        domain = [
            *self._same_count(), ("id", "!=", self.id),
            "|", ("date", "<", self.date), "&", ("date", "=", self.date), ("id", "<", self.id),
        ]  # fmt: skip
        return self.search([*domain, *([("date", ">=", first)] if first else [])])

    def _later(self):
        """Return the undecided cases that count these."""
        later = self.browse()
        for case in self.filtered(lambda case: not case.is_joint):
            later |= self.search([*case._same_count(), ("date", ">=", case.date), ("state", "in", OPEN)])
        return later - self

    def _propose(self):
        """Take over what the rules propose now, for those nobody has decided on."""
        # sudo: what a rule proposes depends on earlier cases and the wage, whoever asks; the result is for all who
        # may read the case
        for case in self.sudo().filtered(lambda case: case.state in OPEN):
            if case.is_joint:
                continue  # what the head answers for was decided
            before = case._earlier()
            rule = case.rule_id
            counted = len(before) if rule.counts == "cases" else sum(rule._counted(one.quantity) for one in before)
            wage = case.employee_id.wage if rule.wage_months else 0.0
            proposal = rule._propose(case.severity, counted, case.quantity, wage)
            case._take_proposal(proposal)
            case._open_follow(proposal.follow)

    def _take_proposal(self, proposal):
        vals = {
            "proposed_amount": proposal.amount,
            "amount_min": proposal.low,
            "amount_max": proposal.high,
            "proposed_sanction_id": proposal.sanction.id,
            "why": proposal.reason,
        }
        # what a handler chose within the same limits stays
        same = all(
            (self[name].id if name == "proposed_sanction_id" else self[name]) == value for name, value in vals.items()
        )
        if not same:
            self._write_protected({**vals, "amount": proposal.amount, "sanction_id": proposal.sanction.id})

    def _open_follow(self, rule):
        """Open the second case that a stage asks for, or drop it when the stage is no longer reached."""
        self.ensure_one()
        follows = self.follow_ids.filtered(lambda case: not case.is_joint and case.state != "dropped")
        if rule and not follows:
            self._open([self._prepare_follow(rule)])
        elif not rule:
            for follow in follows.filtered(lambda case: case.state in OPEN):
                follow.drop_reason = self.env._("The case it follows from no longer leads to it.")
                # superuser: the system drops it, which opened it; it came from this case alone
                follow.with_user(SUPERUSER_ID).action_drop()

    def _prepare_follow(self, rule, **vals) -> dict:
        return {
            "company_id": self.company_id.id,
            "employee_id": self.employee_id.id,
            "rule_id": rule.id,
            "date": self.date,
            "facts": self.facts,
            "origin_id": self.id,
            **vals,
        }

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Messages are for who may write the case."""
        found = super()._mail_get_operation_for_mail_message_operation(message_operation)
        return dict.fromkeys(found, "write")

    # what others ask

    @api.model
    def _document_scope_fields(self):
        return {*super()._document_scope_fields(), "employee_id"}

    @api.model
    def _deadline_milestones(self):
        return {
            **super()._deadline_milestones(),
            "statement": self.env._("Statement of the Person"),
            "decision": self.env._("Decided"),
            "payment": self.env._("Paid to Finance"),
        }

    def _approval_operations(self):
        return {**super()._approval_operations(), "appeal": self.env._("Answer to the Appeal")}

    def _approval_concerned(self):
        return self.employee_user_id

    def _approval_author(self):
        return self.heard_by_id or self.submitted_by_id or super()._approval_author()

    def _approval_amount(self, operation):
        amount = self.appeal_amount if operation == "appeal" else self.amount
        return amount, self.company_id.currency_id, self.date

    @api.model
    def _approval_amount_fields(self):
        return ["amount", "appeal_amount"]

    @api.model
    def _approval_fields(self, operation):
        if operation == "appeal":
            return ["appeal", "appeal_answer", "appeal_amount", "appeal_sanction_id"]
        return ["employee_id", "rule_id", "date", "quantity", "severity", "facts", "sanction_id", "referral"]

    def _approval_needed(self, operation):
        # nothing is decided by itself, also where the company has no rule yet that says who decides
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_case(self):
        raise AccessError(self.env._("Conduct cases are kept; one that is not justified is dropped."))
