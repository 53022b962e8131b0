from odoo import fields, models


class StaffConductStatement(models.TransientModel):
    """What the person says about the own case: the statement, or the appeal."""

    _name = "staff.conduct.statement"
    _description = "Statement about the own case"

    case_id = fields.Many2one("staff.conduct.case", required=True, readonly=True, ondelete="cascade")
    text = fields.Text("What You Have to Say", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.case_id._write_statement(self.text)
        return {"type": "ir.actions.act_window_close"}
