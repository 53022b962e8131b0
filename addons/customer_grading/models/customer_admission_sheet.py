from odoo import api, fields, models


class CustomerAdmissionSheet(models.Model):
    """The main form of an application, or an annex: the set is what the form asked for when it began (S1.1-4.1.1)."""

    _name = "customer.admission.sheet"
    _description = "Sheet of an admission"
    _inherit = ["customer.admission.row.mixin"]
    _order = "admission_id, is_main desc, sequence, id"
    _fixed_fields = ("admission_id", "sequence", "name", "is_main", "needs_scan")

    sequence = fields.Integer(readonly=True)
    name = fields.Char("Sheet", required=True, readonly=True)
    is_main = fields.Boolean("Main Form", readonly=True)
    needs_scan = fields.Boolean("Signed on Paper", readonly=True)
    answer_ids = fields.One2many("customer.admission.answer", "sheet_id", string="Conditions")
    is_complete = fields.Boolean("Filled In", compute="_compute_is_complete")

    @api.depends("needs_scan", "attachment_ids", "answer_ids.answer")
    def _compute_is_complete(self):
        """A single blank is an answer that is not met; a sheet without any answer was not filled in."""
        for sheet in self:
            answered = not sheet.answer_ids or any(answer.answer for answer in sheet.answer_ids)
            scanned = bool(sheet.attachment_ids) or not sheet.needs_scan
            sheet.is_complete = answered and scanned and bool(sheet.answer_ids or sheet.attachment_ids)
