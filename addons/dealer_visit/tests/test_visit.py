from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase


class TestVisit(VisitCase):
    """A visit from the plan to its report."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.file,) = cls._customers(1)
        cls.file.partner_id.write(
            {
                "email": "customer@example.com",
                "phone": "010 5550 1234",
                "street": "1 Main St & Co #2",
                "city": "Springfield",
            }
        )

    def _departments(self, count):
        """Departments with managers who can be invited."""
        found = self.env["hr.department"]
        for number in range(count):
            department = found.create({"name": f"Department {number}", "company_id": self.company.id})
            manager = self._worker(f"manager{number}", department, "user")
            department.manager_id = manager.employee_id
            found |= department
        return found

    @proves("S1.1-4.2.4a")
    def test_three_departments_come_along_on_one_visit(self):
        self._visit_rule(interval=6)
        departments = self._departments(3)
        visit = self._plan(
            self.file, invitation_ids=[Command.create({"department_id": one.id}) for one in departments],
            data_update="updated",
        )  # fmt: skip
        self.assertFalse(visit.activity_ids, "nobody is invited before it is planned")
        visit.action_plan()
        invited = visit.invitation_ids
        self.assertEqual(len(invited.filtered("sent_date")), 3)
        self.assertEqual(invited.user_id, departments.manager_id.user_id)
        self.assertEqual(visit.activity_ids.user_id, invited.user_id)
        self.assertEqual(visit.event_id.sudo().partner_ids, (invited.user_id | self.seller).partner_id)
        first = invited[0]
        self.assertRefused("Only who is invited", first.with_user(invited[1].user_id).action_accept, AccessError)
        first.with_user(first.user_id).action_accept()
        self.assertEqual(first.answer, "accepted")
        visit.action_start()
        visit.action_close()
        self.assertEqual(self.file.visit_count, 1)
        self.assertEqual(self.Visits.search_count([("file_id", "=", self.file.id), ("state", "=", "done")]), 1)

    def test_a_department_without_a_manager_cannot_be_invited(self):
        empty = self.env["hr.department"].create({"name": "Empty", "company_id": self.company.id})
        visit = self._plan(self.file, invitation_ids=[Command.create({"department_id": empty.id})])
        self.assertRefused("Empty: nobody manages", visit.action_plan)
        self.assertEqual(visit.state, "draft")

    def test_the_customer_is_never_invited(self):
        before = self.env["mail.mail"].search([])
        notified = self.env["mail.notification"].search([("res_partner_id", "=", self.file.partner_id.id)])
        visit = self._made(self.file, date_begin="2099-01-05 02:00:00", visit_date=fields.Date.today())
        customer = self.file.partner_id
        self.assertNotIn(customer, visit.event_id.sudo().partner_ids)
        self.assertNotIn(customer, visit.event_id.sudo().message_partner_ids | visit.message_partner_ids)
        self.assertEqual(visit.event_id.sudo().attendee_ids.partner_id, self.seller.partner_id)
        mails = self.env["mail.mail"].search([]) - before
        self.assertNotIn(customer, mails.recipient_ids)
        self.assertFalse([mail for mail in mails if "customer@example.com" in (mail.email_to or "")])
        self.assertEqual(self.env["mail.notification"].search([("res_partner_id", "=", customer.id)]), notified)

    def test_it_stands_in_the_calendar_of_its_visitors(self):
        visit = self._plan(
            self.file, date_begin="2026-05-05 02:00:00", duration=1.5, companion_ids=self.other_seller.ids
        )
        self.assertFalse(visit.event_id)
        visit.action_plan()
        event = visit.event_id.sudo()
        self.assertEqual((event.start, event.stop), (visit.date_begin, visit.date_end))
        self.assertEqual(event.stop, fields.Datetime.to_datetime("2026-05-05 03:30:00"))
        self.assertEqual(event.partner_ids, (self.seller | self.other_seller).partner_id)
        mine = self.as_user(self.seller, event)
        self.assertRefused("change it under Visits", lambda: mine.write({"start": "2026-05-06 02:00:00"}))
        self.assertRefused(
            "change it under Visits", lambda: mine.write({"partner_ids": [(4, self.file.partner_id.id)]})
        )
        self.assertRefused("change it under Visits", mine.unlink)
        visit._postpone(fields.Datetime.to_datetime("2026-05-08 02:00:00"), "Ill")
        self.assertEqual(event.start, fields.Datetime.to_datetime("2026-05-08 02:00:00"))
        visit.cancel_reason = "No time"
        visit.action_cancel()
        self.assertFalse(event.exists())

    # closing

    @proves("S1.1-4.2.5")
    def test_closed_once_the_data_were_updated(self):
        chief = self._worker("coordinator", self.west)
        self.west.manager_id = chief.employee_id
        self.company.dealer_coordinating_department_id = self.west
        visit = self._plan(self.file, purpose_id=self._purpose().id, next_moves="Builds a hall")
        visit.action_plan()
        visit.action_start()
        self.assertRefused("data were updated", visit.action_close)
        self.assertEqual(visit.state, "started")
        self.assertFalse(visit.activity_ids)
        visit.data_update = "updated"
        visit.action_close()
        self.assertEqual(visit.activity_ids.user_id, chief)
        self.assertEqual(visit.next_moves, "Builds a hall")
        for vals in ({"next_moves": "Nothing"}, {"data_update": "unchanged"}, {"visit_date": "2020-01-01"}):
            self.assertRefused("closed", lambda vals=vals: visit.write(vals))

    @proves("S1.1-4.2.5")
    def test_without_any_purpose_it_needs_the_confirmation_too(self):
        visit = self._plan(self.file)
        self.assertFalse(visit.purpose_id)
        visit.action_start()
        self.assertRefused("data were updated", visit.action_close)

    def test_a_purpose_that_observes_lists_what_is_missing(self):
        purpose = self._purpose(mode="observe")
        visit = self._plan(self.file, purpose_id=purpose.id)
        visit.action_start()
        visit.action_close()
        seen = self.env["customer.policy.observation"].search(
            [("res_model", "=", "dealer.visit"), ("res_id", "=", visit.id)]
        )
        self.assertIn("data were updated", seen.message)

    def test_each_thing_a_purpose_needs(self):
        purpose = self._purpose(needs_report=True, needs_photo=True, needs_survey=True)
        visit = self._plan(self.file, purpose_id=purpose.id, data_update="unchanged")
        visit.action_start()
        scan = {"name": "x.png", "raw": b"x"}
        for missing, vals in (
            ("visit report", {"report": "Spoke with the buyer"}),
            ("photograph", {"photo_ids": [Command.create(scan)]}),
            ("survey form", {"survey_ids": [Command.create(scan)]}),
        ):
            self.assertRefused(missing, visit.action_close)
            visit.write(vals)
        visit.action_close()
        self.assertEqual(visit.state, "done")

    @proves("S1.5-2c")
    def test_the_questions_of_a_purpose_are_the_companys(self):
        important = self._purpose(name="Important customers", question_definition=[
            {"name": "wish", "type": "char", "string": "Wish"}])  # fmt: skip
        dispute = self._purpose(name="Dispute", question_definition=[
            {"name": "party", "type": "char", "string": "Other party"},
            {"name": "told", "type": "boolean", "string": "Both were told"}])  # fmt: skip
        visit = self._plan(self.file, purpose_id=important.id, answers={"wish": "Faster"})
        other = self._plan(self.file, purpose_id=dispute.id, answers={"party": "Miller", "told": True})
        self.assertEqual(dict(visit.answers), {"wish": "Faster"})
        self.assertEqual(dict(other.answers), {"party": "Miller", "told": True})
        consultant = self.as_role("rules_administrator", important)
        consultant.question_definition = [
            *important.question_definition,
            {"name": "age", "type": "integer", "string": "Age"},
        ]
        visit.answers = {"wish": "Faster", "age": 5}
        visit.invalidate_recordset()
        self.assertEqual(dict(visit.answers), {"wish": "Faster", "age": 5})
        found = self.Visits.search([("answers.party", "=", "Miller")])
        self.assertEqual(found, other)

    def test_the_purpose_cannot_be_dodged(self):
        wanted = self._purpose(name="Survey", needs_survey=True)
        loose = self._purpose(name="Loose", needs_data_update=False)
        for wrong in (False, self._purpose(name="Off", mode="off").id,
                      self._purpose(name="Later", effective_from="2099-01-01").id):  # fmt: skip
            visit = self._plan(self.file, purpose_id=wrong)
            self.assertRefused("a purpose that is in force", visit.action_plan)
            self.assertRefused("a purpose that is in force", visit.action_start)
            self.assertEqual(visit.state, "draft")
        visit = self._plan(self.file, purpose_id=loose.id)
        visit.action_plan()
        visit.purpose_id = wanted
        visit.action_start()
        for other in (loose.id, False):
            self.assertRefused("its purpose stays", lambda other=other: visit.write({"purpose_id": other}))
        visit.write({"purpose_id": wanted.id, "data_update": "unchanged"})
        self.assertRefused("survey form", visit.action_close)

    def test_a_visit_in_the_future_was_not_made(self):
        visit = self._plan(self.file)
        tomorrow = fields.Date.add(self.company._policy_today(), days=1)
        self.assertRefused("still to come", lambda: visit.write({"visit_date": tomorrow}), ValidationError)
        visit.visit_date = self.company._policy_today()

    def test_a_follow_up_becomes_an_activity(self):
        visit = self._made(self.file, follow_up="Send the price list", follow_up_date="2026-12-24")
        self.assertRecordValues(
            visit.activity_ids,
            [
                {
                    "summary": "Send the price list",
                    "date_deadline": fields.Date.to_date("2026-12-24"),
                    "user_id": self.seller.id,
                }
            ],
        )

    def test_who_does_not_come_or_is_not_invited_any_more(self):
        departments = self._departments(2)
        visit = self._plan(self.file, invitation_ids=[Command.create({"department_id": one.id}) for one in departments])
        visit.action_plan()
        first, second = visit.invitation_ids
        users = visit.invitation_ids.user_id
        first.with_user(first.user_id).action_decline()
        self.assertEqual(visit.event_id.sudo().partner_ids, (users[1] | self.seller).partner_id)
        self.assertEqual(visit.activity_ids.user_id, users[1])
        second.unlink()
        self.assertEqual(visit.event_id.sudo().partner_ids, self.seller.partner_id)
        self.assertFalse(visit.activity_ids)

    def test_departments_of_other_companies_are_not_invited(self):
        foreign = self.env["hr.department"].create({"name": "Foreign", "company_id": self.other_company.id})
        with self.assertRaises(UserError):
            self._plan(self.file, invitation_ids=[Command.create({"department_id": foreign.id})])

    # postponing

    def test_blanks_are_no_reason(self):
        visit = self._plan(self.file)
        self.assertRefused("say why it is postponed", lambda: visit._postpone(fields.Datetime.now(), " \n"))

    def test_postponed_with_a_reason(self):
        visit = self._plan(self.file, date_begin="2026-05-05 02:00:00")
        visit.date_begin = "2026-05-06 02:00:00"  # a proposal moves freely
        visit.action_plan()
        visit.date_begin = "2026-05-06 05:00:00"  # and a plan within its day, or to an earlier one
        visit.date_begin = "2026-05-05 05:00:00"
        self.assertRefused("say why", lambda: visit.write({"date_begin": "2026-05-07 02:00:00"}))
        wizard = self.as_user(self.seller, self.env["dealer.visit.postpone"]).create(
            {"visit_ids": visit.ids, "date_begin": "2026-05-09 02:00:00", "reason": "The buyer is ill"}
        )
        wizard.action_postpone()
        self.assertRecordValues(
            visit.postponement_ids,
            [{
                "date_from": fields.Datetime.to_datetime("2026-05-05 05:00:00"),
                "date_to": fields.Datetime.to_datetime("2026-05-09 02:00:00"),
                "reason": "The buyer is ill",
                "create_uid": self.seller.id,
            }],
        )  # fmt: skip
        self.assertEqual(visit.date_begin, fields.Datetime.to_datetime("2026-05-09 02:00:00"))
        row = self.as_user(self.boss, visit.postponement_ids)
        for call in (lambda: row.write({"reason": "x"}), row.unlink, lambda: row.create({"visit_id": visit.id})):
            with self.assertRaises(AccessError):
                call()
        visit.action_start()
        self.assertRefused("has begun", lambda: visit._postpone(fields.Datetime.now(), "Late"))
        self.assertRefused("its time stays", lambda: visit.write({"date_begin": "2026-05-10 02:00:00"}))

    def test_cancelled_with_a_reason(self):
        visit = self._plan(self.file)
        self.assertRefused("Say why", visit.action_cancel)
        visit.cancel_reason = "The shop closed"
        visit.action_cancel()
        self.assertRefused("closed", lambda: visit.write({"report": "x"}))

    # the map

    def test_a_link_to_the_map_of_the_companys_choice(self):
        visit = self._plan(self.file)
        self.assertFalse(visit.map_url)
        self.company.dealer_map_url = "https://map.example.com/?q={address}&z=1"
        self.assertEqual(visit.map_url, "https://map.example.com/?q=Springfield%201%20Main%20St%20%26%20Co%20%232&z=1")
        for wrong in ("javascript:alert('{address}')", "https://map.example.com/", "//map.example.com/{address}",
                      "https://{address}.example.com/", "ftp://map.example.com/{address}",
                      "https://map.example.com/{address}\"onclick=\"", "data:text/html,{address}"):  # fmt: skip
            with self.subTest(wrong), self.assertRaises(ValidationError):
                self.company.dealer_map_url = wrong

    # who

    def test_only_who_makes_it_and_those_above_change_it(self):
        visit = self._plan(self.file, companion_ids=self.clerk.ids)
        for user in (self.seller, self.clerk, self.chief, self.boss):
            self.as_user(user, visit).report = user.login
        other = self.as_user(self.other_seller, visit)
        self.assertEqual(other.report, self.boss.login)
        with self.assertRaises(AccessError):
            other.report = "x"
        with self.assertRaises(AccessError):
            other.action_plan()

    def test_visitors_work_in_the_company(self):
        stranger = self._new_user("user", "stranger", self.other_company)
        self.assertRefused(
            "does not work here", lambda: self._plan(self.file, companion_ids=stranger.ids), ValidationError
        )

    def test_what_the_software_sets_nobody_gives(self):
        visit = self._plan(self.file)
        for vals in (
            {"state": "done"},
            {"is_senior": True},
            {"event_id": 1},
            {"day_id": 1},
            {"closed_by_id": self.seller.id},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                visit.write(vals)
        with self.assertRaises(AccessError):
            self._plan(self.file, state="done")

    def test_merged_files_keep_their_visits(self):
        other = self._file("Other", responsible_id=self.seller.id)
        visit = self._made(other, "2026-02-01")
        other._merge_into(self.file)
        self.assertEqual(visit.file_id, self.file)
        self.assertEqual(self.file.last_visit_date, fields.Date.to_date("2026-02-01"))
        self.assertFalse(other.last_visit_date)

    def test_what_is_on_record_stays(self):
        visit = self._made(self.file)
        with self.assertRaises(UserError):
            self.as_user(self.boss, visit).unlink()
