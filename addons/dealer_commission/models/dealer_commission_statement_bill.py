from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class DealerCommissionStatement(models.Model):
    _inherit = "dealer.commission.statement"

    bill_id = fields.Many2one(
        "account.move",
        string="Vendor Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    payment_state = fields.Selection(related="bill_id.payment_state", string="Payment", related_sudo=True)
    billed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    billed_date = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "bill_id"}

    def _bill_obstacle(self) -> str:
        """Say why no bill can be made of it, or return an empty string: never a second one."""
        # sudo: whether there is a bill is told to whoever makes one
        bill = self.sudo().bill_id
        if bill and not bill._is_undone_commission():
            return self.env._("It is billed with %s already.", bill.display_name)
        if not self.currency_id.is_zero(self.commission):
            return ""
        # sudo: rules are configuration without secrets
        observed = self.sudo().line_ids.filtered("is_observed").scheme_id
        if observed:
            return self.env._("Nothing is paid by the scheme %s: it only observed.", observed[0].name)
        return self.env._("There is nothing to pay.")

    def action_bill(self):
        """Make the draft vendor bill, and open it."""
        self._run_step("bill")
        return self.bill_id._get_records_action(name=self.env._("Vendor Bills"))

    def _before_bill(self):
        # of two at once, the second is refused: a row that is locked is not waited for
        # sudo: whoever makes the bill need not be allowed to write the statement
        self.sudo().lock_for_update()
        self.invalidate_recordset(["bill_id", "state"])
        for statement in self:
            if obstacle := statement._bill_obstacle():
                message = f"{statement.display_name}: {obstacle}"
                raise UserError(message)

    def _after_bill(self):
        for statement in self:
            bill = statement._create_bill()
            # sudo: the result of the step, which was checked
            statement.sudo()._write_protected({"bill_id": bill.id})

    def _create_bill(self):
        """Return the draft vendor bill, made with the rights of the user; a negative one is a refund."""
        self.ensure_one()
        bill = self.env["account.move"].with_company(self.company_id).create(self._prepare_bill_vals())
        for line in bill.invoice_line_ids:
            # what was earned is without taxes, also where the price includes them
            included = line.tax_ids.filtered("price_include")
            if included:
                taxed = included.compute_all(line.price_unit, self.currency_id, handle_price_include=False)
                line.price_unit = taxed["total_included"]
        # sudo: the link alone; accounting writes none
        bill.sudo().write({"commission_statement_id": self.id})
        return bill

    def _bill_type(self) -> str:
        """Return the type of the bill: what was paid too much is a refund."""
        return "in_invoice" if self.commission > 0 else "in_refund"

    def _prepare_bill_vals(self) -> dict:
        self.ensure_one()
        sign = 1 if self.commission > 0 else -1
        return {
            "move_type": self._bill_type(),
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "ref": self.number or self.display_name,
            "is_commission_bill": True,
            # without terms of payment, which would give another day
            "invoice_payment_term_id": False,
            "invoice_date_due": self.payable_date,
            "invoice_line_ids": [
                Command.create(self._prepare_bill_line_vals(scheme, sign * amount))
                for scheme, amount in self._amounts_by_scheme()
            ],
        }

    def _amounts_by_scheme(self) -> list[tuple]:
        """Return the schemes with what was earned by each, but for those that give nothing."""
        # sudo: lines of a statement that the user reads
        lines = self.env["dealer.commission.statement.line"].sudo()
        domain = [("statement_id", "=", self.id), ("is_observed", "=", False)]
        groups = lines._read_group(domain, ["scheme_id"], ["commission:sum"])
        return [(scheme, amount) for scheme, amount in groups if not self.currency_id.is_zero(amount)]

    def _prepare_bill_line_vals(self, scheme, amount: float) -> dict:
        period = f"{self.date_from} – {self.date_to}"
        return {
            "product_id": scheme.product_id.id,
            "name": f"{scheme.name} {period}",
            "quantity": 1,
            "price_unit": amount,
            **({} if scheme.product_id else {"tax_ids": False}),
        }
