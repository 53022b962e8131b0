from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

#: days of a unit of the steps, to know from when on amounts are followed
DAYS = {"day": 1, "week": 7, "month": 30}


class CustomerCreditOverdue(models.Model):
    """What a customer owes beyond its due date, until it is paid (S4.credit-6, S4.credstand-3.4).

    The scheduled job opens and closes it. What happens after how many days are steps of a deadline rule: reminder,
    call, cut of the limit, stop of business, legal recovery.
    """

    _name = "customer.credit.overdue"
    _description = "Overdue amounts"
    _inherit = ["customer.record.mixin", "customer.credit.mixin", "customer.deadline.mixin"]
    _steps_act_for_anybody = True
    _order = "since_date, id"
    _check_company_auto = True
    _final_states = ("closed",)
    _workflow_steps = (Step("close", _lt("Close"), ("open",), "closed", stamp_date="closed_date"),)

    state = fields.Selection([("open", "Open"), ("closed", "Paid")], default="open", tracking=True, group_expand=True)
    since_date = fields.Date("Due Since", readonly=True, help="The earliest day that was not kept.")
    days = fields.Integer("Days Overdue", compute="_compute_days")
    amount = fields.Monetary(
        "Overdue Amount", readonly=True, help="As the daily job counted it, less amounts in dispute."
    )
    stopped_date = fields.Date("Business Stopped", readonly=True, tracking=True)
    legal_date = fields.Date("Legal Recovery Since", readonly=True, tracking=True)
    cut_date = fields.Date("Limit Cut", readonly=True, tracking=True)
    closed_date = fields.Datetime(readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(company_id, partner_id) WHERE state = 'open'", "The overdue amounts of the customer are followed already."
    )

    @api.depends("since_date", "state")
    def _compute_days(self):
        for overdue in self:
            today = overdue.company_id._policy_today() if overdue.company_id else fields.Date.today()
            overdue.days = (today - overdue.since_date).days if overdue.state == "open" and overdue.since_date else 0

    @api.model
    def _workflow_protected_fields(self):
        names = ("since_date", "amount", "stopped_date", "legal_date", "cut_date")
        return {*super()._workflow_protected_fields(), *names}

    @api.model
    def _deadline_milestones(self):
        return {"pay": self.env._("Paid")}

    def _document_user(self):
        return self.file_id.responsible_id or self.partner_id.user_id

    def _document_department(self):
        return self.file_id.department_id or super()._document_department()

    # the daily job

    @api.model
    def _cron_follow(self):
        """Open, count anew and close what is overdue, in each company that has a rule for it."""
        for company in self.env["res.company"].search([]):
            if self._first_days(company) is not None:
                self.with_company(company)._follow(company)

    @api.model
    def _first_days(self, company) -> int | None:
        """Return after how many days the first step comes; None where no rule follows overdue amounts."""
        rules = self.env["customer.deadline.rule"]._in_force(company)
        rules = rules.filtered(lambda rule: rule.milestone == f"{self._name}/pay")
        days = [
            step.offset * DAYS.get(step.unit, 0) * (-1 if step.moment == "before" else 1)
            + rule.duration * DAYS.get(rule.unit, 0)
            for rule in rules
            for step in rule.step_ids
        ]
        return max(min(days, default=0), 0) if rules else None

    @api.model
    def _follow(self, company):
        """Bring the open records of ``company`` to what is overdue today; called by the job, with all rights."""
        self.env["customer.credit.instalment"].search(
            [("company_id", "=", company.id), ("state", "=", "agreed"), ("move_ids", "!=", False)]
        )._mark_paid()
        found = self._overdue_amounts(company)
        known = self.search([("company_id", "=", company.id), ("state", "=", "open")])
        for overdue in known:
            amount, since = found.pop(overdue.partner_id, (0.0, None))
            overdue._count(amount, since)
        latest = company._policy_today() - timedelta(days=self._first_days(company))
        new = {partner: figures for partner, figures in found.items() if figures[1] < latest}
        for partner, (amount, since) in new.items():
            overdue = self.create({"partner_id": partner.id, "company_id": company.id})
            overdue._count(amount, since)

    def _count(self, amount: float, since):
        """Enter what is overdue now; nothing closes the record."""
        self.ensure_one()
        if not amount:
            self._meet_deadline("pay")
            self._run_step("close")
            return
        moved = self.since_date != since
        self._write_protected({"amount": amount, "since_date": since})
        if moved:
            # the day itself is in time: the term of no days ends with it
            start = self.company_id._policy_moments(since, since)[0]
            self._move_deadline("pay", start, self.env._("The earliest day not kept is %s now.", since))
            self._start_deadline("pay", start=start)

    @api.model
    def _overdue_amounts(self, company) -> dict:
        """Return by customer what is overdue, in company currency, and since when.

        What was paid and not allocated yet counts against it; what is in dispute or paid in agreed instalments is
        left out.
        """
        lines = self.env["account.move.line"].search_fetch(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("partner_id", "!=", False),
                "|",
                ("amount_residual", "<", 0),
                ("date_maturity", "<", company._policy_today()),
            ],
            ["move_id", "partner_id", "amount_residual", "date_maturity"],
            order="date_maturity, id",
        )
        left_out = self._left_out_amounts(lines.move_id)
        found = {}
        for partner, of_partner in lines.grouped(lambda line: line.partner_id.commercial_partner_id).items():
            paid = -sum(line.amount_residual for line in of_partner if line.amount_residual < 0)
            total, since = 0.0, None
            for line in of_partner.filtered(lambda line: line.amount_residual > 0):
                amount = line.amount_residual
                disputed = min(amount, left_out.get(line.move_id, 0.0))
                left_out[line.move_id] = left_out.get(line.move_id, 0.0) - disputed
                used = min(amount - disputed, paid)
                paid -= used
                if company.currency_id.compare_amounts(amount - disputed - used, 0) > 0:
                    total += amount - disputed - used
                    since = since or line.date_maturity
            if total:
                found[partner] = (total, since)
        return found

    @api.model
    def _left_out_amounts(self, moves) -> dict:
        """Return by invoice what is not dunned, in company currency."""
        plans = self.env["customer.credit.instalment"].search([("state", "=", "agreed"), ("move_ids", "in", moves.ids)])
        kept = {move: abs(move.amount_residual_signed) for move in plans._kept_moves()}
        return {**self._disputed_amounts(moves), **kept}

    @api.model
    def _disputed_amounts(self, moves) -> dict:
        """Hook: return by invoice the amount in dispute, in company currency; for addons of complaints."""
        return {}
