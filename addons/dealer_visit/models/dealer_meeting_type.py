from odoo import fields, models


class DealerMeetingType(models.Model):
    """A kind of meeting with customers: lecture, seminar, forum, newsletter (S1.5-4.4, S4.train-3)."""

    _name = "dealer.meeting.type"
    _description = "Kind of customer meeting"
    _inherit = ["customer.policy.rule.mixin"]

    mode = fields.Selection(default="enforce")
    channel = fields.Selection(
        [("meeting", "Meeting"), ("online", "Online"), ("letter", "Newsletter")], required=True, default="meeting"
    )
    needs_minutes = fields.Boolean("Minutes Required", help="It is closed with its minutes.")
    times_per_year = fields.Integer(help="So often in a year is one to be held; 0: no number is set.")
    held_this_year = fields.Integer(compute="_compute_held_this_year")
    missing_this_year = fields.Integer("Still to Hold", compute="_compute_held_this_year")

    _times_positive = models.Constraint("CHECK(COALESCE(times_per_year, 0) >= 0)", "A number of times is not negative.")

    def _compute_held_this_year(self):
        for company, types in self.grouped("company_id").items():
            year = company._policy_today().year if company else fields.Date.today().year
            begin, end = (fields.Date.to_date(f"{year}-{day}") for day in ("01-01", "12-31"))
            # sudo: how many were held is no secret of a customer, and whoever sets the rules reads no meetings
            held = (
                self.env["dealer.meeting"]
                .sudo()
                ._read_group(
                    [("type_id", "in", types.ids), ("state", "=", "held"), ("date", ">=", begin), ("date", "<=", end)],
                    ["type_id"],
                    ["__count"],
                )
            )
            counts = {one.id: count for one, count in held}
            for one in types:
                one.held_this_year = counts.get(one._origin.id, 0)
                one.missing_this_year = max(0, one.times_per_year - one.held_this_year)
