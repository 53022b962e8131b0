from odoo.exceptions import AccessError, UserError, ValidationError
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
        self.assertEqual(meeting.guest_ids.partner_id, files[:2].partner_id)
        self.assertFalse(meeting.invite_domain, "it may tell what is secret of the guests")
        with self.assertRaisesRegex(UserError, "which customers to add"):
            meeting.action_add_guests()
        meeting.invite_domain = "[('business_scope', '=', 'VIP')]"
        meeting.action_add_guests()
        self.assertEqual(meeting.guest_ids.partner_id, files[:2].partner_id)
        meeting.invite_domain = "[('business_scope', '=', 'VIP')]"
        meeting.action_invite()
        self.assertFalse(meeting.invite_domain)

    def test_a_wrong_condition_is_refused_with_a_message(self):
        meeting = self._meeting(self._type(), self._customers(1))
        for condition in ("[('business_scope', '=', 'VIP'", "[('no_such_field', '=', 1)]", "business_scope"):
            with self.subTest(condition), self.assertRaisesRegex(ValidationError, "Trading plans: the condition"):
                meeting.invite_domain = condition

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

    def test_who_was_invited_stays_on_the_list_and_more_may_come(self):
        *files, late = self._customers(4)
        meeting = self._meeting(self._type(), files)
        meeting.guest_ids[2].unlink()
        meeting.action_invite()
        absent = meeting.guest_ids[1]
        absent.attendance = "absent"
        for way in (absent.unlink, lambda: meeting.write({"guest_ids": [Command.delete(absent.id)]})):
            with self.assertRaisesRegex(AccessError, "its rows stay"):
                way()
        with self.assertRaisesRegex(AccessError, "cannot be changed"):
            absent.partner_id = late.partner_id
        with self.assertRaisesRegex(AccessError, "cannot be changed"):
            absent.meeting_id = self._meeting(self._type(), files)
        meeting.guest_ids = [Command.create({"partner_id": late.partner_id.id})]
        meeting.action_all_present()
        self.assertEqual((meeting.invited_count, meeting.present_count), (3, 2))

    def test_what_is_sent_is_what_was_approved_and_the_kind_stays(self):
        general = self.env.ref("customer_policy.group_general_manager")
        levels = [Command.create({"group_id": general.id})]
        self._rule("customer.approval.rule", document_model="dealer.meeting", level_ids=levels)
        letter, other = self._type(channel="letter"), self._type(name="Thanks")
        one, more = self._customers(2)
        meeting = self._meeting(letter, one, message="<p>News</p>")
        for values in (
            {"message": "<p>Other news</p>"},
            {"place": "Elsewhere"},
            {"guest_ids": [Command.create({"partner_id": more.partner_id.id})]},
        ):
            meeting.action_request_approval()
            approval = meeting.sudo()._current_approvals()
            self.as_user(self.users["general_manager"], approval).action_approve()
            meeting.write(values)
            with self.subTest(values), self.assertRaisesRegex(UserError, "must be requested"):
                meeting.action_invite()
        meeting.action_request_approval()
        approval = meeting.sudo()._current_approvals()
        self.as_user(self.users["general_manager"], approval).action_approve()
        meeting.action_invite()
        for values in ({"type_id": other.id}, {"name": "Thanks"}, {"message": "<p>Not sent</p>"}):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "stays as it is"):
                meeting.write(values)
        (late,) = self._customers(1)
        meeting.guest_ids = [Command.create({"partner_id": late.partner_id.id})]
        self.assertEqual(approval.state, "approved", "who comes along changes nothing of it")

    def _secret(self, files):
        level = self.env["customer.secrecy.level"].create(
            {"name": "绝密", "rank": 3, "company_id": self.company.id, "mode": "enforce"}
        )
        for file in files:
            file._classify(level, "Contract")
        self.env.invalidate_all()
        return level

    @proves("S4.edu-3")
    def test_what_is_said_of_a_guest_is_as_secret_as_the_own_file(self):
        files = self._customers(2)
        meeting = self._meeting(self._type(), files)
        closed, seen = meeting.guest_ids
        self.assertEqual((closed | seen).file_id, files)
        closed.write({"note": "Wavers", "report_ids": [Command.create({"name": "evaluation.pdf", "raw": b"x"})]})
        self._secret(files[0])
        self.assertEqual(self.as_user(self.clerk, meeting).guest_ids, seen)
        self.assertFalse(self.as_user(self.clerk, closed).has_access("read"))
        self.assertFalse(self.as_user(self.clerk, closed.sudo().report_ids).has_access("read"))
        self.assertEqual(self.as_user(self.clerk, meeting).invited_count, 1)
        # whoever arranged it notes all the same who came, and closes it
        meeting.action_invite()
        with self.assertRaisesRegex(UserError, "of each guest"):
            meeting.action_hold()
        meeting.action_all_present()
        self.assertEqual(closed.sudo().attendance, "present")
        meeting.action_hold()

    def test_a_guest_follows_a_file_that_is_opened_or_merged_later(self):
        partner = self.env["res.partner"].create({"name": "New one"})
        contact = self.env["res.partner"].create({"name": "Its clerk", "parent_id": partner.id})
        meeting = self._meeting(self._type(), self.env["customer.file"])
        meeting.guest_ids = [Command.create({"partner_id": contact.id})]
        self.assertFalse(meeting.guest_ids.file_id)
        file = self._file("New one", partner_id=partner.id)
        self.assertEqual(meeting.guest_ids.file_id, file)
        (kept,) = self._customers(1)
        meeting.action_invite()
        meeting.action_all_present()
        meeting.action_hold()
        file._merge_into(kept)
        self.assertEqual(meeting.guest_ids.file_id, kept, "also of a meeting that is closed")
