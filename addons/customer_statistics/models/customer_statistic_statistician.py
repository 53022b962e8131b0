from odoo import fields, models


class CustomerStatisticStatistician(models.Model):
    """Who draws up the reports of a unit and enters its figures: a full-time or part-time statistician (S0-04)."""

    _name = "customer.statistic.statistician"
    _description = "Statistician of a unit"
    _inherit = ["customer.fixed.mixin"]
    _order = "department_id, id"
    _rec_name = "user_id"
    _fixed_fields = ("department_id", "company_id", "user_id")
    _check_company_auto = True

    department_id = fields.Many2one(
        "hr.department", string="Unit", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Statistician",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("share", "=", False)],
    )
    employment = fields.Selection(
        [("full_time", "Full-Time"), ("part_time", "Part-Time")], required=True, default="part_time"
    )
    date_from = fields.Date("Since", required=True, default=fields.Date.context_today)
    active = fields.Boolean(default=True)

    _once = models.UniqueIndex(
        "(department_id, company_id, user_id) WHERE active", "The user is a statistician of the unit already."
    )
