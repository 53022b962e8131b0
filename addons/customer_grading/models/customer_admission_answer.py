from odoo import api, fields, models


class CustomerAdmissionAnswer(models.Model):
    """Whether a condition is met: what is unclear or left blank, or shown by nothing, is not (S1.1-4.1.2b)."""

    _name = "customer.admission.answer"
    _description = "Condition of an admission"
    _inherit = ["customer.admission.row.mixin"]
    _order = "admission_id, sheet_id, sequence, id"
    _fixed_fields = ("admission_id", "sheet_id", "sequence", "name", "is_required", "needs_material")

    sheet_id = fields.Many2one("customer.admission.sheet", required=True, readonly=True, index=True, ondelete="cascade")
    sequence = fields.Integer(readonly=True)
    name = fields.Char("Condition", required=True, readonly=True)
    is_required = fields.Boolean("Must Be Met", readonly=True)
    needs_material = fields.Boolean(readonly=True)
    answer = fields.Selection([("yes", "Yes"), ("no", "No"), ("unclear", "Unclear")])
    remark = fields.Char()
    is_met = fields.Boolean("Met", compute="_compute_is_met")

    @api.depends("answer", "needs_material", "attachment_ids", "admission_id.is_key_partner")
    def _compute_is_met(self):
        for answer in self:
            shown = bool(answer.attachment_ids) or not (answer.needs_material or answer.admission_id.is_key_partner)
            answer.is_met = answer.answer == "yes" and shown
