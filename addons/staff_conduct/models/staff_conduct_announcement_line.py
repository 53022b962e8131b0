from odoo import fields, models


class StaffConductAnnouncementLine(models.Model):
    """The register of what was announced, as it was announced."""

    _name = "staff.conduct.announcement.line"
    _description = "Announced decision"
    _inherit = ["customer.register.mixin"]
    _order = "announcement_id desc, id"
    _rec_name = "what"

    announcement_id = fields.Many2one(
        "staff.conduct.announcement", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    decision_id = fields.Many2one(
        "staff.conduct.decision", required=True, readonly=True, index=True, ondelete="restrict"
    )
    person = fields.Char(readonly=True)
    department = fields.Char(readonly=True)
    kind = fields.Selection([("penalty", "Penalty"), ("merit", "Merit")], readonly=True)
    what = fields.Char("For", readonly=True)
    clause = fields.Char(readonly=True)
    sanction = fields.Char("Sanction or Merit", readonly=True)
    amount = fields.Monetary(readonly=True)
    date = fields.Date("Happened on", readonly=True)
    is_change = fields.Boolean("Changes an Earlier One", readonly=True)

    _announced_once = models.UniqueIndex("(decision_id)")
