from odoo import api, fields, models
from odoo.exceptions import UserError

#: who is invited is told by an activity, and the customer by nobody
SILENT = {
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "skip_contact_description": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


class DealerVisit(models.Model):
    """A visit in the calendars of those who make it: among colleagues, the customer is never invited."""

    _inherit = "dealer.visit"

    def _follow_in_calendar(self):
        """Make the calendar show the visits as they are planned; what was cancelled leaves it."""
        # sudo: the event is the software's, and in the calendars of colleagues too; it says no more than the index
        known = self.sudo().with_context(**SILENT)
        known.filtered(lambda visit: visit.state in ("draft", "cancelled")).event_id.unlink()
        shown = known.filtered(lambda visit: visit.state not in ("draft", "cancelled"))
        for visit in shown.filtered("event_id"):
            visit.event_id.write(visit._prepare_event_vals())
        new = shown.filtered(lambda visit: not visit.event_id and visit.state in ("planned", "started"))
        made = known.env["calendar.event"].create([visit._prepare_event_vals() for visit in new])
        for visit, event in zip(new, made, strict=True):
            visit.event_id = event

    def _after_level_change(self):
        result = super()._after_level_change()
        self.filtered("event_id")._follow_in_calendar()
        return result

    def _prepare_event_vals(self) -> dict:
        coming = self.invitation_ids.filtered(lambda one: one.answer != "declined")
        people = self.user_id | self.companion_ids | coming.user_id
        return {
            # the name of a customer is no secret, what the visit is about may be one
            "name": self.env._("Visit: %s", self.partner_id.name),
            "start": self.date_begin,
            "stop": self.date_end,
            "user_id": self.user_id.id,
            "partner_ids": [(6, 0, people.partner_id.ids)],
            "privacy": "private" if self.secrecy_level_id else "confidential",
            "location": False if self.secrecy_level_id else self.address,
            "description": False,
        }


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    dealer_visit_ids = fields.One2many("dealer.visit", "event_id", string="Visits")

    def write(self, vals):
        # reminders of colleagues are theirs; nobody else is among the attendees
        if not self.env.su and not set(vals) <= {"alarm_ids"}:
            self._check_no_visit()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_visit(self):
        if not self.env.su:
            self._check_no_visit()

    def _check_no_visit(self):
        """A visit is moved where it is planned, so that it is known why, and nobody else is invited to it."""
        # sudo: only whether there is one
        if self.sudo().dealer_visit_ids:
            raise UserError(self.env._("This is a visit to a customer: change it under Visits."))


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        if not self.env.su:
            attendees.event_id._check_no_visit()
        return attendees

    def write(self, vals):
        # whether a colleague comes is said here too
        if not self.env.su and not set(vals) <= {"state"}:
            self.event_id._check_no_visit()
        result = super().write(vals)
        if not self.env.su and "event_id" in vals:
            self.event_id._check_no_visit()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_visit(self):
        if not self.env.su:
            self.event_id._check_no_visit()
