from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: states of the note in which its proofs are collected
OPEN = ("draft", "issued")


class CustomerComplaintProof(models.Model):
    """A paper by which the customer agrees to a credit note, as finance gets it."""

    _name = "customer.complaint.proof"
    _description = "Proof of a settlement"
    _inherit = ["customer.complaint.row.mixin", "customer.attachment.mixin"]
    _order = "id"
    _rec_names_search = ["rule_id", "reference"]
    _check_company_auto = True
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("complaint_id", "settlement_id")

    settlement_id = fields.Many2one(
        "customer.complaint.settlement",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    complaint_id = fields.Many2one(related="settlement_id.complaint_id", store=True, precompute=True)
    rule_id = fields.Many2one(
        "customer.complaint.proof.rule",
        string="Kind of Proof",
        required=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    reference = fields.Char(help="Number of the invoice, of the certificate or of the red-letter VAT invoice.")
    is_stamped = fields.Boolean("Stamped by the Buyer")
    returned_date = fields.Date("Signed Back on")
    quantity = fields.Float("Noted Quantity", digits="Product Unit")
    price_unit = fields.Monetary("Noted Unit Price")
    amount = fields.Monetary("Noted Amount", help="Without taxes, in the currency of the company.")
    attachment_ids = fields.Many2many("ir.attachment", string="Scans", copy=False)
    missing = fields.Char(
        compute="_compute_missing",
        help="What of the paper is missing, as its rule asks.",
    )
    warning = fields.Char(compute="_compute_warning")

    @api.depends("rule_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for proof in self:
            proof.display_name = proof.rule_id.sudo().name or ""  # sudo: the name of a rule is no secret

    @api.depends(
        "rule_id",
        "reference",
        "is_stamped",
        "returned_date",
        "quantity",
        "price_unit",
        "amount",
        "attachment_ids",
    )
    def _compute_missing(self):
        for proof in self:
            rule = proof.rule_id.sudo()  # sudo: rules are configuration without secrets
            asked = {
                "attachment_ids": rule.needs_scan,
                "is_stamped": rule.needs_stamp,
                "reference": rule.needs_reference,
                "quantity": rule.needs_figures and rule.kind != "allowance",
                "price_unit": rule.needs_figures,
                "amount": rule.needs_figures,
                "returned_date": rule.needs_return,
            }
            missing = [name for name, needed in asked.items() if needed and not proof[name]]
            proof.missing = ", ".join(self._fields[name]._description_string(self.env) for name in missing)

    @api.depends("quantity", "price_unit", "amount", "settlement_id.state")
    def _compute_warning(self):
        for proof in self:
            proof.warning = proof._figures_warning()

    def _figures_warning(self) -> str:
        """Say what of the noted figures does not fit the credit notes, or return an empty string (S1.2-12.6b)."""
        currency = self.currency_id
        if not self.amount:
            return ""
        if self.quantity and currency.compare_amounts(self.quantity * self.price_unit, self.amount):
            return self.env._(
                "%(quantity)s × %(price)s is not %(amount)s.",
                quantity=self.quantity,
                price=currency.format(self.price_unit),
                amount=currency.format(self.amount),
            )
        expected = self.settlement_id.credit_amount or self.settlement_id.amount
        if currency.compare_amounts(self.amount, expected):
            return self.env._(
                "The paper says %(noted)s, the credit note is of %(expected)s.",
                noted=currency.format(self.amount),
                expected=currency.format(expected),
            )
        return ""

    @api.model
    def _evidence_domain(self):
        """Scans stay as they are as long as their proofs do."""
        return Domain("settlement_id.state", "not in", OPEN)

    def _check_row_filling(self, names):
        """Proofs stay as they are once finance has them (S1.2-12.6a)."""
        for proof in self:
            settlement = proof.settlement_id
            settlement.check_access("write")
            if settlement.state not in OPEN:
                raise UserError(
                    self.env._(
                        "%s is with finance: its proofs stay as they are.",
                        settlement.display_name,
                    )
                )
