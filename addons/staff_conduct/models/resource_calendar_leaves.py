from datetime import timedelta

from odoo import api, models

from odoo.addons.customer_policy.tools import deadline_time


class ResourceCalendarLeaves(models.Model):
    """Leave is not taken on the days on which a course lets nobody go (S1.6-daily-32)."""

    _inherit = "resource.calendar.leaves"

    @api.constrains("date_from", "date_to", "resource_id", "time_type")
    def _check_days_without_leave(self):
        courses = self.env["staff.training.course"]
        # sudo: whose leave it is, and where the person works, counts whoever enters it
        own = self.sudo().filtered(lambda leave: leave.resource_id and leave.time_type == "leave")
        employees = own.env["hr.employee"].search([("resource_id", "in", own.resource_id.ids)])
        by_resource = employees.grouped("resource_id")
        for leave in own:
            for employee in by_resource.get(leave.resource_id, employees.browse()):
                zone = employee.company_id._policy_timezone().zone
                first, last = (
                    deadline_time.local_day(moment, zone)
                    for moment in (leave.date_from, leave.date_to - timedelta(seconds=1))
                )
                courses._in_force(employee.company_id).filtered("no_leave")._check_leave(leave, employee, first, last)
