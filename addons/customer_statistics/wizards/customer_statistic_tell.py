from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerStatisticTell(models.TransientModel):
    """Logs whom one told that figures were corrected: who, when and how (S0-12.1)."""

    _name = "customer.statistic.tell"
    _description = "Log who was told of a correction"

    correction_id = fields.Many2one("customer.statistic.correction", required=True, readonly=True, ondelete="cascade")
    untold = fields.Text("Still to Tell", compute="_compute_untold")
    way = fields.Selection([("phone", "By Telephone"), ("oral", "Orally")], required=True, default="phone")
    user_ids = fields.Many2many("res.users", string="Colleagues Told", domain=[("share", "=", False)])
    recipient = fields.Char("Others", help="Who outside was told, as the register names them.")
    note = fields.Char(help="What was said.")

    @api.depends("correction_id")
    def _compute_untold(self):
        for wizard in self:
            # a client can name any correction
            wizard.untold = wizard.correction_id._filtered_access("read").untold

    def action_log(self):
        self.ensure_one()
        correction = self.correction_id
        correction.check_access("write")
        if not self.user_ids and not (self.recipient or "").strip():
            raise UserError(self.env._("Say who was told."))
        receipts, common = self.env["customer.statistic.receipt"], {"correction": correction, "note": self.note}
        for user in self.user_ids:
            receipts._enter(correction.report_id, self.way, user=user, **common)
        if (self.recipient or "").strip():
            receipts._enter(correction.report_id, self.way, recipient=self.recipient.strip(), **common)
        return {"type": "ir.actions.act_window_close"}
