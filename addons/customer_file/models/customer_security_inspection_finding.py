from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerSecurityInspectionFinding(models.Model):
    """A risk that an inspection found; it shows until it was removed."""

    _name = "customer.security.inspection.finding"
    _description = "Finding of a security inspection"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _record_field = "inspection_id"
    _fixed_fields = ("inspection_id",)
    _button_fields = ("closed_date",)
    _order = "due_date, id"
    _check_company_auto = True

    inspection_id = fields.Many2one("customer.security.inspection", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, precompute=True, index=True)
    name = fields.Char("Risk", required=True)
    department_id = fields.Many2one("hr.department", check_company=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Removes It", index="btree_not_null", ondelete="restrict")
    due_date = fields.Date("Due", required=True, default=fields.Date.context_today)
    measure = fields.Text("What Was Done")
    closed_date = fields.Date("Removed on", readonly=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    @api.depends("closed_date", "due_date")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for finding in self:
            finding.is_overdue = not finding.closed_date and bool(finding.due_date) and finding.due_date < today

    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("closed_date", "=", False), ("due_date", "<", fields.Date.context_today(self))]

    def action_close(self):
        self.check_access("write")
        for finding in self:
            if not (finding.measure or "").strip():
                raise UserError(self.env._("%s: write what was done.", finding.name))
        # sudo: access was checked, and the day is nobody's to write
        self.sudo().write({"closed_date": fields.Date.context_today(self)})
        return True
