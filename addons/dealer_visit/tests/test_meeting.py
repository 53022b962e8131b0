from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-12 08:00:00")
class TestMeeting(VisitCase):
    def _type(self, **values):
        return self._rule("dealer.meeting.type", **{"name": "Forum", **values})

    def _meeting(self, kind, files, **values):
        return self.as_user(self.seller, self.env["dealer.meeting"]).create(
            {
                "name": "Trading plans",
                "type_id": kind.id,
                "date": "2026-06-12",
                "guest_ids": [Command.create({"partner_id": file.partner_id.id}) for file in files],
                **values,
            }
        )

    @proves("S1.5-4.4")
    def test_a_forum_with_thirty_invited_twenty_two_present_and_its_minutes(self):
        meeting = self._meeting(self._type(needs_minutes=True), self._customers(30))
        meeting.action_invite()
        self.assertEqual((meeting.invited_count, meeting.present_count), (30, 0))
        meeting.guest_ids[22:].attendance = "absent"
        with self.assertRaisesRegex(UserError, "of each guest"):
            meeting.action_hold()
        meeting.action_all_present()
        self.assertEqual((meeting.invited_count, meeting.present_count), (30, 22))
        meeting.minutes = "<p><br></p>"
        with self.assertRaisesRegex(UserError, "minutes"):
            meeting.action_hold()
        meeting.minutes_ids = [Command.create({"name": "minutes.pdf", "raw": b"x"})]
        meeting.action_hold()
        self.assertEqual(meeting.state, "held")
        with self.assertRaisesRegex(UserError, "closed"):
            meeting.guest_ids[0].attendance = "absent"

    @proves("S4.edu-3")
    def test_reports_are_linked_to_those_who_get_them(self):
        meeting = self._meeting(self._type(), self._customers(25))
        for guest in meeting.guest_ids:
            guest.report_ids = [Command.create({"name": "evaluation.pdf", "raw": b"x"})]
        meeting.action_invite()
        meeting.guest_ids[:5].attendance = "absent"
        meeting.action_all_present()
        meeting.action_hold()
        self.assertEqual(
            (meeting.invited_count, meeting.present_count, len(meeting.guest_ids.report_ids)), (25, 20, 25)
        )

    @proves("S4.train-3")
    def test_a_newsletter_reaches_those_with_an_address_who_want_mail(self):
        files = self._customers(102)
        for number, file in enumerate(files[1:]):
            file.partner_id.email = f"reader{number}@example.com"
        self.env["mail.blacklist"]._add("reader0@example.com")
        meeting = self._meeting(self._type(channel="letter"), files)
        with self.assertRaisesRegex(UserError, "write the newsletter"):
            meeting.action_invite()
        meeting.message = "<p>News of June</p>"
        before = self.env["mail.mail"].search([])
        meeting.action_invite()
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual((len(mails), meeting.present_count), (100, 100))
        self.assertIn("News of June", mails[0].body_html)
        self.assertEqual(len(set(mails.mapped("email_to"))), 100, "nobody sees the others")

    def test_customers_are_added_by_a_condition_and_once(self):
        files = self._customers(3)
        files[:2].business_scope = "VIP"
        meeting = self._meeting(self._type(), files[:1], invite_domain="[('business_scope', '=', 'VIP')]")
        meeting.action_add_guests()
        meeting.action_add_guests()
        self.assertEqual(meeting.guest_ids.partner_id, files[:2].partner_id)

    @proves("S1.11-4.1i")
    def test_once_a_year_is_counted(self):
        kind = self._type(name="Thanks", times_per_year=1)
        self.assertEqual((kind.held_this_year, kind.missing_this_year), (0, 1))
        meeting = self._meeting(kind, self._customers(1))
        meeting.action_invite()
        meeting.action_all_present()
        meeting.action_hold()
        kind.invalidate_recordset()
        self.assertEqual((kind.held_this_year, kind.missing_this_year), (1, 0))
        with freeze_time("2027-01-01 08:00:00"):
            kind.invalidate_recordset()
            self.assertEqual((kind.held_this_year, kind.missing_this_year), (0, 1))

    def test_nobody_is_invited_to_a_meeting_of_nobody(self):
        with self.assertRaisesRegex(UserError, "whom to invite"):
            self._meeting(self._type(), self.env["customer.file"]).action_invite()
