from datetime import datetime, timedelta

import pytz

from odoo import fields, models, tools
from odoo.tools import SQL

from ..tools import deadline_time


class ResCompany(models.Model):
    _inherit = "res.company"

    policy_pack_revision = fields.Integer(
        readonly=True, copy=False, help="How often policy packs were applied. Applications queue behind this number."
    )

    def _get_rules_administrators(self):
        """Return who looks after the rules of the company."""
        self.ensure_one()
        # sudo: who has this role is no secret
        users = self.env.ref("customer_policy.group_rules_administrator").sudo().all_user_ids
        return users.filtered(lambda user: user.active and self in user.company_ids)

    def write(self, vals):
        result = super().write(vals)
        if not {"resource_calendar_id", "partner_id"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

    @tools.ormcache("self.id")
    def _policy_timezone_name(self) -> str:
        """Return the name of the time zone of the company, kept in memory, since each document asks for it."""
        self.flush_recordset(["resource_calendar_id", "partner_id"])
        self.env["resource.calendar"].flush_model(["tz"])
        self.env["res.partner"].flush_model(["tz"])
        # one query, not three records with all their fields
        rows = self.env.execute_query(
            SQL(
                """SELECT coalesce(calendar.tz, partner.tz, 'UTC') FROM res_company company
                     LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
                     LEFT JOIN res_partner partner ON partner.id = company.partner_id
                    WHERE company.id = %s""",
                self.id,
            )
        )
        return rows[0][0]

    def _policy_timezone(self):
        """Return the time zone in which the company's days begin and end: that of its working hours."""
        self.ensure_one()
        return pytz.timezone(self._policy_timezone_name())

    def _policy_moments(self, first, last):
        """Return, in UTC, when the day ``first`` begins and when the day ``last`` is over where the company works."""
        zone = self._policy_timezone().zone
        return deadline_time.end_of_day(first - timedelta(days=1), zone), deadline_time.end_of_day(last, zone)

    def _policy_today(self):
        """Return the day it is where the company works."""
        return datetime.now(pytz.utc).astimezone(self._policy_timezone()).date()
