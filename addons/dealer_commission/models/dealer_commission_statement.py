from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class DealerCommissionStatement(models.Model):
    """What an agent or a consultant earned in a period, and what of it is paid (返佣报表, 个人当月业绩表).

    Computed from posted invoices and their payments while it is a draft; what was confirmed stays as it is, and later
    changes are made good in the next statement. A consultant confirms the own statement and nobody else's, or a manager
    that of who has left; that of an agent is confirmed by customer service. Once approved, accounting makes a vendor
    bill of it.
    """

    _name = "dealer.commission.statement"
    _description = "Commission statement"
    _inherit = [
        "customer.record.mixin",
        "dealer.commission.beneficiary.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
        "customer.form.mixin",
    ]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["number", "partner_id"]
    _fixed_fields = ("company_id", "kind", "partner_id", "user_id", "date_from", "date_to")
    _final_states = ("cancelled",)
    _workflow_steps = (
        Step("confirm", _lt("Confirm"), ("draft",), "confirmed", "", "confirmed_by_id", "confirmed_date", "read"),
        Step("return", _lt("Return"), ("confirmed",), "draft", "customer_policy.group_supervisor", access="read"),
        Step(
            "approve",
            _lt("Approve"),
            ("confirmed",),
            "approved",
            "customer_policy.group_manager",
            "approved_by_id",
            "approved_date",
            "read",
        ),
        Step(
            "bill",
            _lt("Create Vendor Bill"),
            ("approved", "billed"),
            "billed",
            "account.group_account_invoice",
            "billed_by_id",
            "billed_date",
            "read",
        ),
        Step(
            "cancel", _lt("Cancel"), ("draft", "confirmed"), "cancelled", "customer_policy.group_manager", access="read"
        ),
    )
    _workflow_approvals = {"approve": ("",)}

    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("Until", required=True, readonly=True, index=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("approved", "Approved"),
            ("billed", "Billed"),
            ("cancelled", "Cancelled"),
        ],
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many("dealer.commission.statement.line", "statement_id", readonly=True, copy=False)
    computed_date = fields.Datetime(
        "Computed", readonly=True, copy=False, help="What happened until then is in the figures."
    )
    trade_amount = fields.Monetary("Trade", readonly=True, copy=False, help="Without taxes, of the period.")
    performance = fields.Float(
        digits="Product Unit", readonly=True, copy=False, help="Units of the period, with those of trainees."
    )
    commission = fields.Monetary("Rebate or Commission", readonly=True, copy=False, help="Earned in the period.")
    observed_amount = fields.Monetary(
        "Observed", readonly=True, copy=False, help="What schemes that only observe would have given. It is not paid."
    )
    opening_amount = fields.Monetary("Opening", readonly=True, copy=False, help="Outstanding before the period.")
    paid_amount = fields.Monetary(
        "Actually Paid", readonly=True, copy=False, help="In the period, of bills for commissions and rebates."
    )
    outstanding_amount = fields.Monetary(
        "Outstanding", readonly=True, copy=False, help="Opening, and the commission of the period, less what was paid."
    )
    pay_date = fields.Date(
        "Pay Day", readonly=True, copy=False, help="It is confirmed before this day to be paid on it."
    )
    payable_date = fields.Date(
        "Payable From", readonly=True, copy=False, help="The first pay day after it was confirmed in time."
    )
    not_in_payroll = fields.Boolean(
        "Not in the Month's Payroll",
        compute="_compute_not_in_payroll",
        search="_search_not_in_payroll",
        help="The consultant did not confirm it in time.",
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    confirmed_date = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    approved_date = fields.Datetime(readonly=True, copy=False)

    _period_once = models.UniqueIndex(
        "(company_id, kind, partner_id, date_to) WHERE state != 'cancelled'",
        "There is a statement for this period already.",
    )
    _days_in_order = models.Constraint("CHECK(date_to >= date_from)", "The period ends before it begins.")

    @api.depends("number", "partner_id", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for statement in self:
            # sudo: the name of a customer is no secret
            month = statement.date_to and f"{statement.date_to:%Y-%m}"
            parts = (statement.number, statement.sudo().partner_id.name, month)  # sudo: see above
            statement.display_name = " ".join(filter(None, parts))

    # deadlines (S1.5-4.1a, S1.6-cards-11b)

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "confirm": self.env._("Confirmed")}

    def _start_terms(self):
        """Let the term for confirming begin with the end of the period.

        A consultant has the whole day on which the sheet was made, however late the company was.
        """
        for statement in self:
            company = statement.company_id
            end = company._policy_moments(statement.date_from, statement.date_to)[1]
            if statement.kind == "consultant":
                today = company._policy_today()
                end = max(end, company._policy_moments(today, today)[0])
            statement._start_deadline("confirm", start=end - timedelta(seconds=1))

    def _restart_terms(self):
        """Let the term for confirming go on after a return: to its old end, and at least the rest of the day."""
        for statement in self:
            today = statement.company_id._policy_today()
            # sudo: deadlines are written by their documents only
            known = statement.sudo().deadline_ids.filtered(lambda one: one.milestone == "confirm" and one.last_day)
            begin = statement.company_id._policy_moments(statement.date_to, statement.date_to)[1]
            begin = max(begin, statement.company_id._policy_moments(today, today)[0])
            until = max(today, *known.mapped("last_day")) if known else None
            statement._start_deadline("confirm", start=begin - timedelta(seconds=1), agreed_day=until)

    @api.depends("kind", "deadline_ids.state", "deadline_ids.due_date")
    def _compute_not_in_payroll(self):
        late = set()
        if self.ids:
            late = {res_id for (res_id,) in self.env.execute_query(self._late_query().select("res_id"))}
        for statement in self:
            statement.not_in_payroll = statement.kind == "consultant" and statement._origin.id in late

    @api.model
    def _search_not_in_payroll(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return fields.Domain("kind", "=", "consultant") & fields.Domain("id", "in", self._late_ids())

    # steps

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        check = getattr(self, f"_{step.name}_obstacle", None)
        return check() if check else ""

    @api.model
    def _allowed_steps_depends(self):
        return [
            *super()._allowed_steps_depends(),
            "user_id",
            "computed_date",
            "confirmed_by_id",
            "bill_id.state",
        ]

    def _confirm_obstacle(self) -> str:
        """Say why the user cannot confirm it: a consultant confirms the own statement only (S1.6-sales-07)."""
        if self.kind == "consultant" and self.env.user != self.user_id and not self._confirms_for_who_left():
            return self.env._("Only %s confirms it.", self.user_id.name)
        if self.kind == "agent" and not self.env.user.has_group("customer_policy.group_user"):
            return self.env._("Customer service confirms it.")
        return self._figures_obstacle()

    def _confirms_for_who_left(self) -> bool:
        """Say whether the consultant is no user any more, and the user a manager, who confirms in his or her place."""
        # sudo: only whether there still is such a user
        left = not self.sudo().user_id.active
        return left and not self.env.su and self.env.user.has_group("customer_policy.group_manager")

    def _figures_obstacle(self) -> str:
        """Say why the figures are not final, or return an empty string."""
        if not self.computed_date:
            return self.env._("Compute it once the period is over.")
        end = self.company_id._policy_moments(self.date_from, self.date_to)[1]
        if self.computed_date < end:
            return self.env._("Compute it once the period is over.")
        # sudo: only whether there is one
        earlier = self.sudo().search(self._neighbours_domain() & fields.Domain("date_to", "<", self.date_from))
        if drafts := earlier.filtered(lambda one: one.state == "draft"):
            return self.env._("%s comes first.", drafts[-1].display_name)
        if any(one.computed_date > self.computed_date for one in earlier):
            return self.env._("Compute it anew: an earlier statement has changed.")
        return ""

    def _earner(self) -> tuple:
        """Return what statements of one earner have in common."""
        return self.company_id, self.kind, self.partner_id

    def _neighbours_domain(self) -> fields.Domain:
        """Return the domain of all valid statements of who earns this."""
        return fields.Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                ("partner_id", "=", self.partner_id.id),
                ("state", "!=", "cancelled"),
            ]
        )

    def _approve_obstacle(self) -> str:
        if self.env.user in self.user_id | self.confirmed_by_id:
            return self.env._("Nobody approves what the same person earns or confirmed.")
        return ""

    def _return_obstacle(self) -> str:
        return self._later_obstacle()

    def _cancel_obstacle(self) -> str:
        if self.env.user == self.user_id:
            return self.env._("Nobody cancels what the same person earns.")
        return self._later_obstacle(drafts=True)

    def _later_obstacle(self, *, drafts: bool = False) -> str:
        """Say why a statement stays that the next one builds on, or return an empty string.

        :param drafts: also a draft is in the way: without this statement it would lack what was before it
        """
        domain = self._neighbours_domain() & fields.Domain("date_to", ">", self.date_to)
        if not drafts:
            domain &= fields.Domain("state", "!=", "draft")
        # sudo: only whether there is one
        later = self.sudo().search_count(domain, limit=1)
        return self.env._("A later statement builds on it.") if later else ""

    def action_confirm(self):
        return self._run_step("confirm")

    def _after_confirm(self):
        self.flush_recordset(["state"])
        today = {company: company._policy_today() for company in self.company_id}
        self._meet_deadline("confirm")
        self.invalidate_recordset(["not_in_payroll"])
        self._draw_numbers_by_rule()
        self._request_approval()
        for statement in self:
            rule = self.env["dealer.commission.rule"]._first_with(statement.company_id, "pay_day")
            late = statement.not_in_payroll
            payable = rule._payable_date(statement.date_to, today[statement.company_id], late=late)
            # sudo: follows from the day of the confirmation, which was checked
            statement.sudo().write({"payable_date": payable})
            if statement.kind == "consultant" and statement.confirmed_by_id != statement.user_id:
                statement._message_log(body=self.env._("Confirmed for %s, who has left.", statement.user_id.name))
            elif late:
                statement._report_late()

    def _report_late(self):
        """Report who confirmed too late to staff conduct, where a rule says so."""
        rule = self.env["dealer.commission.rule"]._first_with(self.company_id, "late_conduct_code")
        # sudo: which employee a user is, to report
        employee = self.user_id.sudo().with_company(self.company_id).employee_id
        if rule.mode == "enforce" and employee:
            conduct = self.env["customer.policy.conduct"].sudo()  # sudo: see above
            conduct._report(rule.late_conduct_code, employee, 1, self)

    def action_return(self):
        self._cancel_approvals(self.env._("The statement was returned."))
        return self._run_step("return")

    def _after_return(self):
        # sudo: it is given anew with the next confirmation
        self.sudo().write({"payable_date": False})
        self._restart_terms()

    def action_approve(self):
        return self._run_step("approve")

    def action_cancel(self):
        self._cancel_approvals(self.env._("The statement was cancelled."))
        return self._run_step("cancel")

    def _before_cancel(self):
        self._cancel_deadlines(self.env._("The statement was cancelled."))

    # approvals

    def _approval_amount(self, operation):
        return abs(self.commission), self.currency_id, self.date_to

    @api.model
    def _approval_fields(self, operation):
        return ["partner_id", "date_from", "date_to", "trade_amount", "performance", "commission"]

    def _approval_concerned(self):
        return self.user_id

    def action_request_approval(self, operation=""):
        """Ask anew for the approval of a confirmed statement; nobody writes one, so that reading it is enough."""
        self.check_access("read")
        if operation not in self._approval_operations():
            raise UserError(self.env._("No step “%s” needs an approval.", operation))
        if any(one.state != "confirmed" for one in self):
            raise UserError(self.env._("It is confirmed first."))
        if not self.env.user.has_group("customer_policy.group_user"):
            raise UserError(self.env._("Customer service asks for the approval."))
        self._request_approval(operation)
        return True

    def _late_query(self):
        """Return the query for the ids of statements whose confirmation was or is late, by a rule that is enforced."""
        # sudo: whoever reads the statement knows whether it is late
        deadlines = self.env["customer.deadline"].sudo()
        domain = fields.Domain(
            [("res_model", "=", self._name), ("milestone", "=", "confirm"), ("mode", "=", "enforce")]
        ) & (
            fields.Domain("state", "=", "late")
            | fields.Domain([("state", "in", ("open", "paused")), ("due_date", "<=", fields.Datetime.now())])
        )
        if self.ids:
            domain &= fields.Domain("res_id", "in", self.ids)
        return deadlines._search(domain)

    def _late_ids(self):
        return self.browse()._late_query().subselect("res_id")
