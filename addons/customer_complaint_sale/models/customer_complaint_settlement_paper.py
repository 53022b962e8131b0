from typing import NamedTuple

from odoo import api, fields, models

from ..tools.chinese_capitals import amount_in_capitals

#: the activity of finance
CREDIT_NOTE = "customer_complaint_sale.mail_activity_type_credit_note"


class PaperRow(NamedTuple):
    """One decided settlement as its paper shows it, in the currency of the company and without taxes."""

    kind: str
    product: str
    #: numbers of the invoices that charged it
    invoices: str
    quantity: float
    unit: str
    price_unit: float
    #: what is credited of each unit; 0 without a quantity
    per_unit: float
    amount: float
    note: str


class CustomerComplaintSettlement(models.Model):
    """The note as a paper: what it still needs, who keeps its copies, and who is told of them."""

    _inherit = "customer.complaint.settlement"

    obstacle = fields.Text("Still Missing", compute="_compute_obstacle", help="What is in the way of the next step.")

    needs_invoice = fields.Boolean(
        compute="_compute_needs_invoice", help="Something of it names no product, so that an invoice is to be named."
    )

    @api.depends("action_ids.line_id")
    def _compute_needs_invoice(self):
        for settlement in self:
            settlement.needs_invoice = any(not action.line_id for action in settlement.action_ids)

    @api.depends("state", "approval_ids.state", "action_ids.decision_id", "proof_obstacle")
    @api.depends_context("uid", "lang")
    def _compute_obstacle(self):
        for settlement in self:
            if settlement.state == "draft":
                settlement.obstacle = settlement._issue_obstacle() or settlement._approval_obstacle()
            elif settlement.state == "issued":
                settlement.obstacle = settlement._hand_over_obstacle()
            else:
                settlement.obstacle = False

    def _paper_report(self):
        """Hook: return the report of the paper itself, whose copies are handed out; empty: nothing is printed."""
        self.ensure_one()
        if self.kind == "allowance":
            return self.env.ref("customer_complaint_sale.report_customer_complaint_allowance")
        return self.env["ir.actions.report"]

    def _paper_rows(self) -> list[PaperRow]:
        """Return what the paper says, line by line, to whoever may read the note."""
        self.ensure_one()
        kinds = dict(self.action_ids._fields["kind"]._description_selection(self.env))
        rows = []
        for action in self.sudo().action_ids:  # sudo: which invoice is credited is on the note of whoever reads it
            line = action.line_id
            rows.append(
                PaperRow(
                    kind=kinds[action.kind],
                    product=line.product_id.display_name or "",
                    invoices=", ".join(action._credit_base_lines().move_id.mapped("name")),
                    quantity=action.quantity,
                    unit=line.uom_id.name or "",
                    price_unit=line.price_unit,
                    per_unit=self.currency_id.round(action.amount / action.quantity) if action.quantity else 0,
                    amount=action.amount,
                    note=action.note or "",
                )
            )
        return rows

    def _paper_approvals(self):
        """Return the decisions by which the note was approved, to whoever may read it."""
        self.ensure_one()
        return self._current_approvals().decision_ids.filtered(lambda one: one.decision == "approve").sorted("id")

    def _in_capitals(self, amount: float) -> str:
        """Return an amount in capitals, where the paper is Chinese and the money yuan; else an empty string."""
        self.ensure_one()
        is_chinese = (self.env.lang or "").startswith("zh") and self.currency_id.name == "CNY"
        return amount_in_capitals(amount) if is_chinese else ""

    def _hand_out_copies(self, note: str, subject: str):
        """Tell the units that keep a copy of the paper of it, and note it in the register (S1.2-12.1b, S1.2-12.2b)."""
        self.ensure_one()
        if report := self._paper_report():
            self.env["customer.form.issue"]._hand_out(self, report, note, subject)

    def _keepers(self):
        """Return the units that keep a copy of the paper."""
        rules = self.env["customer.form.rule"]
        return rules._rule_for(self._paper_report(), self.company_id).copy_ids.complaint_unit_id

    def _after_hand_over(self):
        for settlement in self:
            if settlement.kind == "allowance":
                settlement._hand_out_copies(
                    self.env._("When it was handed over to finance"),
                    self.env._("Handed over to finance: %s", settlement.display_name),
                )
            settlement._ask_for_credit_note()

    def _ask_for_credit_note(self):
        """Give one accountant of the units that keep a copy the activity to post the credit note (S1.2-12.1b)."""
        self.ensure_one()
        for unit in self._keepers():
            # sudo: who has which role is no secret
            users = unit._get_users().sudo()
            accountants = users.filtered(lambda user: user.has_group("account.group_account_invoice"))
            for user in (unit._get_leaders() & accountants or accountants)[:1]:
                # sudo: what finance has to do is entered by sales
                self.sudo().activity_schedule(CREDIT_NOTE, user_id=user.id)

    def _after_take_back(self):
        self.sudo().activity_unlink([CREDIT_NOTE])  # sudo: what was asked of finance is not any more

    def _follow_credit_notes(self):
        result = super()._follow_credit_notes()
        self.filtered(lambda one: one.state == "done").activity_feedback([CREDIT_NOTE])
        return result

    def action_view_complaint(self):
        """Open the case that is settled."""
        self.ensure_one()
        return self.complaint_id._get_records_action()
