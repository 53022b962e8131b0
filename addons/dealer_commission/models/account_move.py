from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SALES = ("out_invoice", "out_receipt", "out_refund")
#: what may change whose commission an invoice is, or when
WATCHED = {"state", "date", "invoice_date", "partner_id", "invoice_user_id", "move_type"}


class AccountMove(models.Model):
    _inherit = "account.move"

    commission_statement_id = fields.Many2one(
        "dealer.commission.statement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    is_commission_bill = fields.Boolean(
        "Commission or Rebate",
        copy=False,
        index="btree_not_null",
        help="What is paid of this bill is paid of the commission or rebate of its vendor.",
    )

    @api.constrains("state", "commission_statement_id")
    def _check_commission_once(self):
        """A cancelled bill does not come back beside the one that was made for it."""
        for bill in self.filtered(lambda one: one.commission_statement_id and not one._is_undone_commission()):
            # sudo: only which bill is the one of the statement
            valid = bill.sudo().commission_statement_id.bill_id
            if valid and valid != bill and not valid._is_undone_commission():
                raise ValidationError(
                    self.env._("%(bill)s is billed with %(other)s.", bill=bill.display_name, other=valid.display_name)
                )

    def _post(self, soft=True):
        for bill in self.filtered("commission_statement_id"):
            bill._check_commission_bill()
        return super()._post(soft)

    def _check_commission_bill(self):
        """Refuse to post a bill that says something else than its statement: to whom, how much, in which currency."""
        statement = self.sudo().commission_statement_id  # sudo: only what was approved
        approved = (statement.company_id, statement.partner_id, statement.currency_id, statement._bill_type())
        if (self.company_id, self.partner_id, self.currency_id, self.move_type) != approved or (
            self.currency_id.compare_amounts(self.amount_untaxed, abs(statement.commission))
        ):
            raise UserError(
                self.env._(
                    "%(bill)s: %(partner)s gets %(amount)s before taxes by %(statement)s.",
                    bill=self.display_name,
                    partner=statement.partner_id.name,
                    amount=statement.currency_id.format(statement.commission),
                    statement=statement.display_name,
                )
            )

    def _check_commission_mark(self, mark: bool):
        """Refuse to say anew of a posted bill, or of that of a statement, whether it pays a commission.

        What was paid of it is in statements.
        """
        for bill in self.filtered(lambda one: one.is_commission_bill != mark):
            if bill.commission_statement_id or bill.state == "posted":
                raise UserError(
                    self.env._(
                        "%s: whether it is a commission or rebate is said before it is posted.", bill.display_name
                    )
                )

    def _is_undone_commission(self) -> bool:
        """Say whether the bill was cancelled, or a credit note takes back all of it."""
        return self.state == "cancel" or self.payment_state == "reversed"

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        if not self.env.su:
            vals_list = [{**vals, "commission_statement_id": False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and "commission_statement_id" in vals:
            raise UserError(self.env._("A bill is made by its statement."))
        if not self.env.su and "is_commission_bill" in vals:
            self._check_commission_mark(bool(vals["is_commission_bill"]))
        sales = self.filtered(lambda move: move.move_type in SALES) if WATCHED & set(vals) else self.browse()
        if "invoice_user_id" in vals:
            sales._guard_salesperson(vals["invoice_user_id"])
        before = sales.filtered(lambda move: move.state == "posted")
        result = super().write(vals)
        if sales:
            after = sales.filtered(lambda move: move.state == "posted")
            if {"state"} == WATCHED & set(vals):
                # what is posted with a day that is not over yet is counted in its own period
                rechecks = self.env["dealer.commission.recheck"]
                late = (after - before).filtered(lambda move: move.date < rechecks._day(move.company_id))
                rechecks._note((before - after) | late)
            else:
                self.env["dealer.commission.recheck"]._note(before | after)
        return result

    def _guard_salesperson(self, user_id):
        """Refuse another salesperson on what was posted once and no order names one for (S1.6-daily-22)."""
        for move in self:
            # sudo: only whether an order says who sold it
            direct = move.posted_before and not move.sudo().line_ids.sale_line_ids
            if direct and move.invoice_user_id.id != (user_id or False):
                self.env["dealer.commission.transfer"]._check_allowed(move, user_id)
