from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerBlacklistDocument(models.Model):
    """A document that was open when its customer was put on a blacklist, and what was decided about it."""

    _name = "customer.blacklist.document"
    _description = "Open document of a blacklisted customer"
    _inherit = ["customer.secrecy.mixin", "customer.fixed.mixin", "customer.export.mixin"]
    _order = "id"
    _secrecy_file_field = "file_id"
    _fixed_fields = ("entry_id", "res_model", "res_id", "name", "decision", "decided_by_id", "decided_date")

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
        if self.decision:
            refusal = self.env._("It was decided already.")
        if refusal:
            message = f"{entry.display_name}, {self.name}: {refusal}"
            raise UserError(message)

    def _decide(self, decision: str, reason: str):
        self.ensure_one()
        if decision == "cancel":
            self.env[self.res_model].browse(self.res_id)._business_cancel()
        # sudo: what was decided is written by its buttons only
        self.sudo().write(
            {
                "decision": decision,
                "reason": reason,
                "decided_by_id": self.env.uid,
                "decided_date": fields.Datetime.now(),
            }
        )

    @api.depends("name", "decision")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name or ""
