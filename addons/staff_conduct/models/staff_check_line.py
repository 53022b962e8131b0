from odoo import api, fields, models
from odoo.exceptions import UserError


class StaffCheckLine(models.Model):
    """What was found of one item."""

    _name = "staff.check.line"
    _description = "Checked item"
    _order = "check_id desc, id"

    check_id = fields.Many2one("staff.check", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    name = fields.Char("Item", required=True)
    is_failed = fields.Boolean("Missing or Wrong")
    note = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_after_check()
        return lines

    def write(self, vals):
        self._refuse_after_check()
        result = super().write(vals)
        self._refuse_after_check()
        return result

    @api.ondelete(at_uninstall=False)
    def _refuse_after_check(self):
        for check in self.check_id:
            if check.state != "expected":
                raise UserError(self.env._("%s was made: what it found stays.", check.display_name))
