from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare


class CustomerBlacklistDocument(models.Model):
    """A document that was open when its customer was put on a blacklist, and what was decided about it.

    That it goes on holds for the document as it was: grown, or for another customer, it must be decided again.
    """

    _name = "customer.blacklist.document"
    _description = "Open document of a blacklisted customer"
    _inherit = ["customer.secrecy.mixin", "customer.fixed.mixin", "customer.export.mixin"]
    _order = "id"
    _secrecy_file_field = "file_id"
    _fixed_fields = (
        "entry_id",
        "res_model",
        "res_id",
        "name",
        "decision",
        "decided_by_id",
        "decided_date",
        "amount",
        "currency_id",
        "partner_ids",
    )

    entry_id = fields.Many2one("customer.blacklist.entry", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="entry_id.company_id", store=True, precompute=True, index=True)
    file_id = fields.Many2one(
        related="entry_id.file_id", store=True, precompute=True, index="btree_not_null", ondelete="restrict"
    )
    secrecy_level_id = fields.Many2one(related="entry_id.secrecy_level_id", store=True, precompute=True)
    res_model = fields.Char("Kind of Document", required=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True)
    name = fields.Char("Reference", readonly=True)
    decision = fields.Selection([("cancel", "Cancelled"), ("go_on", "Goes On")], readonly=True, copy=False)
    reason = fields.Char()
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decided_date = fields.Datetime("Decided on", readonly=True, copy=False)
    amount = fields.Float(
        "Up To", readonly=True, copy=False, help="What the document came to when it was decided: money, or a quantity."
    )
    currency_id = fields.Many2one("res.currency", readonly=True, copy=False, ondelete="restrict")
    partner_ids = fields.Many2many("res.partner", string="For the Customers", readonly=True, copy=False)
    is_open = fields.Boolean(
        "To Be Decided",
        compute="_compute_is_open",
        help="Nobody decided yet, or it was let go on and has grown since, or is for another customer.",
    )

    _document = models.Index("(res_model, res_id)")

    def action_cancel_document(self):
        """Cancel the document, with the rights of who decides."""
        for row in self:
            row._check_may_decide()
            row._decide("cancel", row.reason)
        return True

    def action_go_on(self):
        """Let the document go on although its customer is on the list; a reason is needed."""
        for row in self:
            row._check_may_decide()
            if not (row.reason or "").strip():
                raise UserError(self.env._("%s: say why it goes on.", row.name))
            row._decide("go_on", row.reason)
        return True

    def action_open_document(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)._get_records_action()

    def _check_may_decide(self):
        self.ensure_one()
        entry = self.entry_id
        entry.check_access("write")
        refusal = entry._list_obstacle() or (
            ""
            if self.env.user.has_group("customer_policy.group_supervisor")
            else self.env._("A supervisor decides about open documents.")
        )
        if not self._must_be_decided():
            refusal = self.env._("It was decided already.")
        if refusal:
            message = f"{entry.display_name}, {self.name}: {refusal}"
            raise UserError(message)

    def _decide(self, decision: str, reason: str):
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id)
        if decision == "cancel":
            document._business_cancel()
        # sudo: what was decided is written by its buttons only
        self.sudo().write(
            {
                "decision": decision,
                "reason": reason,
                "decided_by_id": self.env.uid,
                "decided_date": fields.Datetime.now(),
                **self._as_it_is(document.sudo()),  # sudo: it goes on as it is, whoever may read it
            }
        )

    @api.model
    def _as_it_is(self, document) -> dict:
        amount, currency = document._business_amount()
        return {
            "amount": amount,
            "currency_id": currency.id,
            "partner_ids": [Command.set(document._business_customers().ids)],
        }

    def _lets_through(self, document) -> bool:
        """Say whether ``document``, with all rights, goes on: it is no more than when that was decided."""
        self.ensure_one()
        amount, currency = document._business_amount()
        return (
            self.decision == "go_on"
            and currency == self.currency_id
            and document._business_customers() <= self.partner_ids
            and float_compare(amount, self.amount, precision_rounding=currency.rounding or 0.0001) <= 0
        )

    def _must_be_decided(self) -> bool:
        self.ensure_one()
        # sudo: that the document has changed is told to who may read the row
        row = self.sudo()
        document = row.env[row.res_model].browse(row.res_id).exists()
        return not row.decision or (row.decision == "go_on" and bool(document) and not row._lets_through(document))

    @api.depends("decision")
    def _compute_is_open(self):
        for row in self:
            row.is_open = row._must_be_decided()

    @api.depends("name", "decision")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name or ""
