from odoo import api, fields, models


class StaffProbationUnit(models.Model):
    """Units counted by hand."""

    _name = "staff.probation.unit"
    _description = "Unit on probation"
    _inherit = ["customer.record.line.mixin"]
    _record_field = "probation_id"
    _order = "date, id"

    probation_id = fields.Many2one("staff.probation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="probation_id.company_id", store=True, index=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    quantity = fields.Float(required=True, default=1.0)
    name = fields.Char("What")

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        units.probation_id._review()
        return units

    def write(self, vals):
        result = super().write(vals)
        self.probation_id._review()
        return result

    def unlink(self):
        probations = self.probation_id
        result = super().unlink()
        probations._review()
        return result
