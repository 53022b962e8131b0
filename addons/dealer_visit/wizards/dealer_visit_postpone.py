from odoo import fields, models


class DealerVisitPostpone(models.TransientModel):
    _name = "dealer.visit.postpone"
    _description = "Postpone a visit"

    visit_ids = fields.Many2many("dealer.visit", required=True)
    date_begin = fields.Datetime("New Time", required=True)
    reason = fields.Text(required=True)

    def action_postpone(self):
        self.visit_ids._postpone(self.date_begin, self.reason)
        return {"type": "ir.actions.act_window_close"}
