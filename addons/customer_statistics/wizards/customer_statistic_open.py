from datetime import timedelta

from odoo import api, fields, models


class CustomerStatisticOpen(models.TransientModel):
    """Opens the reports of a period, with those of the units."""

    _name = "customer.statistic.open"
    _description = "Open the reports of a period"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    kind_ids = fields.Many2many(
        "customer.statistic.kind",
        string="Kinds",
        required=True,
        check_company=True,
        domain=[("mode", "!=", "off")],
    )
    date = fields.Date(
        "Day in the Period", required=True, default=lambda self: self._default_date(), help="Any day of the period."
    )
    periods = fields.Char(compute="_compute_periods", help="The periods that the day is in.")

    @api.model
    def _default_date(self):
        """Return a day of the month that has ended."""
        today = self.env.company._policy_today()
        return today.replace(day=1) - timedelta(days=1)

    @api.depends("kind_ids", "date")
    def _compute_periods(self):
        for wizard in self:
            periods = (kind._period_of(wizard.date) for kind in wizard.kind_ids) if wizard.date else ()
            wizard.periods = ", ".join(f"{period.first} – {period.last}" for period in dict.fromkeys(periods))

    def action_open(self):
        """Open what is missing, and show the reports of the companies."""
        self.ensure_one()
        return self.kind_ids._open_reports(self.date)._get_records_action(name=self.env._("Opened Reports"))
