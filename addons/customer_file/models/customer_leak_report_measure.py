from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerLeakReportMeasure(models.Model):
    """What is done about a leak."""

    _name = "customer.leak.report.measure"
    _description = "Measure against a leak"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _record_field = "report_id"
    _fixed_fields = ("report_id",)
    _button_fields = ("done_date",)
    _order = "due_date, id"

    report_id = fields.Many2one("customer.leak.report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="report_id.company_id", store=True, precompute=True, index=True)
    name = fields.Char("Measure", required=True)
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, index=True, ondelete="restrict"
    )
    due_date = fields.Date(default=fields.Date.context_today)
    result = fields.Char()
    done_date = fields.Datetime(readonly=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        for measure in self:
            if measure.done_date:
                raise UserError(self.env._("%s is done and stays.", measure.name))

    def action_done(self):
        self.check_access("write")
        for measure in self:
            if measure.done_date:
                raise UserError(self.env._("%s is done already.", measure.name))
        # sudo: access was checked, and the moment is nobody's to write
        self.sudo().write({"done_date": fields.Datetime.now()})
        return True
