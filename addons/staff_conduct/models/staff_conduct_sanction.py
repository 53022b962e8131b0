from odoo import fields, models


class StaffConductSanction(models.Model):
    """One rung of the ladder of sanctions (书面警告, 记过 ... 开除) or of merits (嘉奖, 记小功 ... 奖金) (S1.10-10)."""

    _name = "staff.conduct.sanction"
    _description = "Sanction or merit"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "kind desc, sequence, id"

    kind = fields.Selection([("penalty", "Sanction"), ("merit", "Merit")], required=True, default="penalty")
    is_fine = fields.Boolean(
        "Is Money", help="A fine or a bonus: an amount belongs to it. Others can be decided without one."
    )
    needs_hr = fields.Boolean("Needs HR", help="Nobody decides it without human resources, a dismissal for example.")
