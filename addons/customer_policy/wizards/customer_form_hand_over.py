from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerFormHandOver(models.TransientModel):
    """Hand a copy of a document's form over to somebody."""

    _name = "customer.form.hand.over"
    _description = "Hand over a copy"

    res_model = fields.Char(required=True, readonly=False)
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True)
    possible_copy_ids = fields.Many2many("customer.form.copy", compute="_compute_possible_copy_ids")
    copy_id = fields.Many2one(
        "customer.form.copy", required=True, domain="[('id', 'in', possible_copy_ids)]", ondelete="cascade"
    )
    keeper = fields.Char(related="copy_id.keeper")
    to_user_id = fields.Many2one("res.users", "Receiving User", domain=[("share", "=", False)])
    to_name = fields.Char("Handed to", help="Who received it, when that is no user.")
    note = fields.Char()

    @api.depends("res_model", "res_id")
    def _compute_possible_copy_ids(self):
        for wizard in self:
            document = self.env["customer.form.issue"]._document_of(wizard.res_model, wizard.res_id)
            rules = self.env["customer.form.rule"]._in_force(document.company_id)
            wizard.possible_copy_ids = rules.filtered(
                lambda rule, model=wizard.res_model: rule.mode == "enforce" and rule.report_id.model == model
            ).copy_ids

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if values.get("res_model") and values.get("res_id") and not self.new(values).possible_copy_ids:
            raise UserError(
                self.env._(
                    "No form of this document has copies.\n"
                    "A rules administrator says so under Configuration / Rules / Forms with Copies."
                )
            )
        return values

    def action_hand_over(self):
        self.ensure_one()
        issues = self.env["customer.form.issue"]
        document = issues._document_of(self.res_model, self.res_id)
        issues._hand_over(document, self.copy_id, to_user=self.to_user_id, to_name=self.to_name, note=self.note)
        return {"type": "ir.actions.act_window_close"}
