from odoo import api, fields, models
from odoo.exceptions import AccessError

from .customer_credit_terms_mixin import TERMS


class CustomerCreditStanding(models.Model):
    """The credit a customer has now, and had before: limit and terms (资信; S4.credit-3, S4.credstand-3.2).

    It changes by an approved evaluation or by a step on overdue amounts, each time into a new row; nobody writes it.
    The limit and the payment terms of the customer in core follow it.
    """

    _name = "customer.credit.standing"
    _description = "Credit standing"
    _inherit = ["customer.credit.mixin", "customer.credit.terms.mixin", "customer.deadline.mixin"]
    _order = "is_current desc, date_from desc, id desc"
    _check_company_auto = True

    level_id = fields.Many2one("customer.credit.level", required=True, readonly=True, index=True, ondelete="restrict")
    limit = fields.Monetary("Credit Limit", readonly=True)
    evaluation_id = fields.Many2one(
        "customer.credit.evaluation", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    reason = fields.Char(readonly=True, help="The evaluation, or the step on overdue amounts, that it comes from.")
    date_from = fields.Date("In Force From", required=True, readonly=True)
    date_to = fields.Date("In Force To", readonly=True)
    end_reason = fields.Char(readonly=True)
    is_current = fields.Boolean("In Force", default=True, readonly=True)
    review_date = fields.Date("To Be Evaluated Again", readonly=True, index="btree_not_null")
    is_review_due = fields.Boolean("Evaluation Due", compute="_compute_is_review_due", search="_search_is_review_due")
    lock_count = fields.Integer(readonly=True, help="Changed by each order, so that of two at once one waits.")
    # what is open, counted when somebody looks
    open_amount = fields.Monetary("Open Receivables", compute="_compute_figures")
    ordered_amount = fields.Monetary("Ordered, Not Invoiced", compute="_compute_figures")
    free_amount = fields.Monetary("Free", compute="_compute_figures")

    _one_current = models.UniqueIndex(
        "(company_id, partner_id) WHERE is_current", "The customer has a standing in force already."
    )

    def _credit_limit(self):
        return self.limit

    @api.depends_context("uid")
    def _compute_figures(self):
        for company, standings in self.grouped("company_id").items():
            figures = self._figures(company, standings.partner_id)
            for standing in standings:
                found = figures[standing.partner_id._origin.id]
                standing.open_amount = found.receivable
                standing.ordered_amount = found.remaining
                standing.free_amount = standing.limit - found.receivable - found.remaining

    @api.depends("review_date", "is_current")
    def _compute_is_review_due(self):
        today = fields.Date.context_today(self)
        for standing in self:
            standing.is_review_due = (
                standing.is_current and bool(standing.review_date) and standing.review_date <= today
            )

    def _search_is_review_due(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("is_current", "=", True), ("review_date", "<=", fields.Date.context_today(self))]

    def _reminded_document(self):
        """Reminders of an evaluation that is due are on the file of the customer."""
        return self.file_id

    @api.model
    def _deadline_milestones(self):
        return {"review": self.env._("Evaluated Again")}

    def _document_user(self):
        return self.file_id.responsible_id

    def _document_department(self):
        return self.file_id.department_id

    def write(self, vals):
        self._refuse_by_hand()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand()
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_standing(self):
        raise AccessError(self.env._("The history of a customer's credit stays."))

    @api.model
    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(self.env._("Limit and terms change by an approved evaluation and in no other way."))

    @api.model
    def _current(self, company, partners):
        """Return the standing in force of ``partners`` in ``company``, with all rights."""
        # sudo: that a limit stands in the way is told to those who deal with the customer; figures as access allows
        return self.sudo().search_fetch(
            [("company_id", "=", company.id), ("partner_id", "in", partners.ids), ("is_current", "=", True)],
            ["company_id", "limit", "partner_id", *TERMS],
        )

    @api.model
    def _put_in_force(self, partner, company, vals: dict):
        """End the standing of ``partner`` and begin another one; called with all rights."""
        self._current(company, partner)._end(vals["reason"])
        standing = self.create(
            {**vals, "partner_id": partner.id, "company_id": company.id, "date_from": company._policy_today()}
        )
        standing._follow_in_core()
        if standing.review_date:
            standing._start_deadline(
                "review", start=company._policy_moments(standing.review_date, standing.review_date)[0]
            )
        return standing

    def _end(self, reason: str):
        for standing in self:
            today = standing.company_id._policy_today()
            standing.write({"is_current": False, "date_to": today, "end_reason": reason})
        self.flush_recordset(["is_current"])
        self._meet_deadline("review")

    def _follow_in_core(self):
        """Bring limit and payment terms that core knows of the customer to those in force."""
        for standing in self:
            # sudo: see res.partner, where nobody else may change them
            partner = standing.partner_id.sudo().with_company(standing.company_id)
            vals = {"credit_limit": standing.limit}
            if standing.payment_term_id:  # without one, those of the customer stay
                vals["property_payment_term_id"] = standing.payment_term_id.id
            partner.write(vals)

    def _cut(self, percent: float, reason: str):
        """Cut the limit by ``percent`` of it, into a new row (S4.credit-6)."""
        for standing in self:
            vals = standing.copy_data()[0]
            kept = {name: value for name, value in vals.items() if name not in ("date_to", "end_reason", "lock_count")}
            limit = standing.currency_id.round(standing.limit * (100 - percent) / 100)
            self._put_in_force(
                standing.partner_id,
                standing.company_id,
                {**kept, "limit": limit, "reason": reason, "is_current": True},
            )

    def action_evaluate(self):
        """Open a new evaluation of the customer, or the one that is under way."""
        self.ensure_one()
        Evaluations = self.env["customer.credit.evaluation"]
        found = Evaluations.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("draft", "submitted")),
            ],
            limit=1,
        )
        found = found or Evaluations.create({"partner_id": self.partner_id.id, "company_id": self.company_id.id})
        return found._get_records_action()
