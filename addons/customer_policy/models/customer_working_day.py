from odoo import api, fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class CustomerWorkingDay(models.Model):
    """An extra working day (调休): a day off on which the company works, in exchange for a holiday.

    The working hours of core know public holidays, but not these.
    """

    _name = "customer.working.day"
    _description = "Extra working day"
    _order = "date desc"
    _rec_name = "date"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    date = fields.Date("Day", required=True)
    weekday = fields.Selection(
        WEEKDAYS, string="Works Like a", required=True, default="0", help="The hours of which weekday are worked."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        ondelete="cascade",
        help="Whose day it is; empty: of all working hours of the company.",
    )
    note = fields.Char()

    _date_unique = models.UniqueIndex(
        "(company_id, date, calendar_id) NULLS NOT DISTINCT", "This extra working day is listed already."
    )

    @api.model
    def _between(self, company, calendar, first, last) -> dict:
        """Return the extra working days from ``first`` to ``last``, and the weekday each is worked like."""
        # sudo: on which days a company works is no secret
        days = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("calendar_id", "in", (calendar.id, False)),
                ("date", ">=", first),
                ("date", "<=", last),
            ]
        )
        return {day.date: int(day.weekday) for day in days}
