from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .common import VisitCase


class TestVisitCalendar(VisitCase):
    """A visit and its event go together, and nobody reaches the customer by the event."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.file,) = cls._customers(1)
        cls.visit = cls._plan(cls.file, date_begin="2099-05-05 02:00:00", companion_ids=cls.other_seller.ids)
        cls.visit.action_plan()
        cls.event = cls.visit.event_id.sudo()

    def test_moved_in_the_calendar_as_the_browser_does(self):
        # what it writes follows from the fields that the view names
        view = self.env["dealer.visit"].get_view(view_type="calendar")["arch"]
        self.assertIn('date_delay="duration"', view)
        self.assertNotIn("date_stop", view)
        self.visit.write({"date_begin": "2099-05-05 05:00:00", "duration": 2.5})
        self.assertEqual(self.event.start, fields.Datetime.to_datetime("2099-05-05 05:00:00"))
        self.assertEqual(self.event.stop, fields.Datetime.to_datetime("2099-05-05 07:30:00"))

    def test_only_reminders_are_changed_at_the_event(self):
        mine = self.as_user(self.seller, self.event)
        for vals in (
            {"name": "x"}, {"description": "x"}, {"privacy": "public"}, {"location": "x"}, {"recurrency": True},
            {"attendee_ids": [Command.create({"partner_id": self.file.partner_id.id})]},
        ):  # fmt: skip
            with self.subTest(vals):
                self.assertRefused("change it under Visits", lambda vals=vals: mine.write(vals))
        alarm = self.env["calendar.alarm"].create({"name": "x", "alarm_type": "notification", "duration": 5})
        mine.write({"alarm_ids": [Command.link(alarm.id)]})
        self.assertEqual(self.event.alarm_ids, alarm)

    def test_nobody_is_made_an_attendee(self):
        attendees = self.as_user(self.seller, self.env["calendar.attendee"])
        customer = self.file.partner_id
        vals = {"event_id": self.event.id, "partner_id": customer.id}
        self.assertRefused("change it under Visits", lambda: attendees.create(vals))
        own = self.as_user(
            self.seller, self.event.attendee_ids.filtered(lambda one: one.partner_id == self.seller.partner_id)
        )
        self.assertRefused("change it under Visits", lambda: own.write({"partner_id": customer.id}))
        self.assertRefused("change it under Visits", lambda: own.write({"email": "customer@example.com"}))
        self.assertRefused("change it under Visits", own.unlink)
        free = self.as_user(self.seller, self.env["calendar.event"]).create(
            {"name": "Lunch", "start": "2099-05-05 05:00:00", "stop": "2099-05-05 06:00:00",
             "partner_ids": [Command.link(customer.id)]}
        )  # fmt: skip
        guest = free.attendee_ids.filtered(lambda one: one.partner_id == customer)
        self.assertRefused("change it under Visits", lambda: guest.write({"event_id": self.event.id}))
        own.do_decline()
        self.assertEqual(own.state, "declined")

    def test_visits_that_were_made_keep_the_file(self):
        self._made(self.file, fields.Date.today())
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.file.unlink()

    def test_the_event_goes_with_the_visit(self):
        draft = self._plan(self.file)
        draft.unlink()
        visit = self._made(self.file, fields.Date.today())
        event = visit.event_id.sudo()
        self.assertTrue(event)
        # as an approved destruction does it
        visit.sudo().with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self.assertFalse(event.exists())
