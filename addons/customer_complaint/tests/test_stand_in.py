from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import IntakeCase


class StandInCase(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner_user = cls._new_user("customer_policy.group_user", login=f"deputy@{cls.company.id}")
        cls.employee = cls.env["hr.employee"].create(
            {
                "name": "Deputy",
                "user_id": cls.partner_user.id,
                "company_id": cls.company.id,
                "department_id": cls.departments["sales"].id,
            }
        )

    def setUp(self):
        super().setUp()
        self.case = self._open_complaint(user_id=self.sales.id)
        self.task = self._task(self.case, "settle")
        self.as_user(self.sales, self.task).action_take()

    def _stand_in(self, user=None, absent=None, **values):
        return self.as_user(user or self.sales, self.env["customer.complaint.stand_in"]).create(
            {
                "user_id": (absent or self.sales).id,
                "stand_in_id": self.partner_user.id,
                "date_from": "2025-05-05",
                "date_to": "2025-05-09",
                **values,
            }
        )

    def _now_with(self):
        self.env.invalidate_all()
        return self.case.sudo().user_id, self.task.sudo().user_id

    def _cron(self, moment):
        with freeze_time(moment):
            self.env["customer.complaint.stand_in"]._cron_keep()


class TestStandIn(StandInCase):
    def test_all_goes_over_on_the_first_day_and_comes_back_after_the_last(self):
        both, deputy = (self.sales, self.sales), (self.partner_user, self.partner_user)
        with freeze_time("2025-05-02 09:00"):
            absence = self._stand_in()
        self.assertEqual((absence.state, self._now_with()), ("planned", both))
        self._cron("2025-05-04 21:00")
        self.assertEqual(self._now_with(), both)
        self._cron("2025-05-05 12:00")
        self.assertEqual((absence.state, self._now_with()), ("running", deputy))
        self.assertEqual(self.case.sudo().first_contact_id, self.sales)
        self.assertTrue(self.as_user(self.sales, self.case).has_access("read"), "the first contact follows it")
        self.assertTrue(self.as_user(self.partner_user, self.task).is_mine)
        self._cron("2025-05-09 12:00")
        self.assertEqual(self._now_with(), deputy)
        self._cron("2025-05-10 12:00")
        self.assertEqual((absence.state, self._now_with()), ("ended", both))
        self.assertFalse(self.case.sudo().stand_in_id | self.task.sudo().stand_in_id)

    def test_what_comes_in_meanwhile_goes_over_as_well(self):
        with freeze_time("2025-05-05 12:00"):
            self._stand_in()
            later = self._open_complaint(user_id=self.sales.id)
        self.assertEqual(later.user_id, self.sales)
        self._cron("2025-05-06 12:00")
        self.env.invalidate_all()
        self.assertEqual(later.user_id, self.partner_user)

    def test_what_was_done_or_given_on_stays(self):
        with freeze_time("2025-05-05 12:00"):
            absence = self._stand_in()
            self._do(self.case, "settle", self.partner_user, is_established="no")
            self.case.sudo().user_id = self.users["user"]
        self._cron("2025-05-10 12:00")
        self.assertEqual(absence.state, "ended")
        self.assertEqual(self._now_with(), (self.users["user"], self.partner_user))

    def test_it_can_end_earlier(self):
        with freeze_time("2025-05-05 12:00"):
            absence = self._stand_in()
            self.assertEqual(self._now_with(), (self.partner_user, self.partner_user))
            absence.action_end()
            self.assertEqual((absence.state, self._now_with()), ("ended", (self.sales, self.sales)))
            with self.assertRaises(UserError):
                absence.action_end()
            with self.assertRaises(UserError):
                absence.date_to = date(2025, 6, 1)

    def test_what_is_about_the_stand_in_stays_behind(self):
        self.case.sudo().employee_id = self.employee
        with freeze_time("2025-05-05 12:00"):
            absence = self._stand_in()
        self.assertEqual(self._now_with(), (self.sales, self.sales))
        self.assertIn(str(self.case.id), absence.note)
        self.assertNotIn("wet", absence.note)

    @freeze_time("2025-05-02 09:00")
    def test_who_hands_over(self):
        chief = self.people["office"]
        with self.assertRaises(AccessError):
            self._stand_in(chief)
        self.departments["sales"].manager_id = chief.employee_ids
        for user in (chief, self.users["supervisor"]):
            absence = self._stand_in(user)
            for other in (self.people["quality"], self.partner_user, self.users["security_auditor"]):
                with self.assertRaises(AccessError):
                    self.as_user(other, absence).action_end()
                with self.assertRaises(AccessError):
                    self.as_user(other, absence).date_to = date(2025, 5, 30)
            self.assertTrue(self.as_user(self.partner_user, absence).has_access("read"))
            self.assertFalse(self.as_user(self.people["quality"], absence).has_access("read"))
            absence.unlink()
        for user in (self.users["employee"], self.people["quality"], self.partner_user):
            with self.assertRaises(AccessError):
                self._stand_in(user)
        self.assertEqual(self._now_with(), (self.sales, self.sales))

    def test_the_state_is_nobodys_to_write(self):
        for values in ({"state": "ended"}, {"note": "x"}):
            with self.assertRaises(AccessError):
                self._stand_in(**values)
        absence = self._stand_in(date_from="2030-01-01", date_to="2030-01-02")
        for values in ({"state": "ended"}, {"note": "x"}, {"user_id": self.users["user"].id}):
            with self.assertRaises(AccessError):
                absence.write(values)
        with self.assertRaises(AccessError):
            self.as_user(self.sales, self.case).stand_in_id = absence

    def test_nobody_stands_in_for_himself(self):
        for stand_in in (
            self.sales,
            self.env["res.users"].create(
                {"name": "P", "login": "p@p", "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])]}
            ),
        ):
            with self.assertRaises(ValidationError):
                self._stand_in(stand_in_id=stand_in.id)


class TestAssign(StandInCase):
    def _assign(self, user, records, to=None):
        wizard = self.as_user(user, self.env["customer.complaint.assign"]).with_context(
            active_model=records._name, active_ids=records.ids
        )
        wizard.create({"user_id": (to or self.partner_user).id}).action_assign()

    def test_a_supervisor_or_the_manager_of_the_unit_gives_work_to_another(self):
        chief = self.people["office"]
        self.departments["sales"].manager_id = chief.employee_ids
        self.case.sudo().unit_id = self.units["sales"]
        for user in (self.users["supervisor"], chief):
            self._assign(user, self.case)
            self._assign(user, self.task)
            self.assertEqual(self._now_with(), (self.partner_user, self.partner_user))
            self._assign(user, self.case, self.sales)
            self._assign(user, self.task, self.sales)
            self.assertEqual(self._now_with(), (self.sales, self.sales))
        self.assertTrue(self.as_user(self.sales, self.case).has_access("read"))

    def test_nobody_else_does(self):
        for user in (self.people["quality"], self.users["user"], self.users["employee"], self.sales):
            for records in (self.case, self.task):
                with self.assertRaises(AccessError):
                    self._assign(user, records)
        self.assertEqual(self._now_with(), (self.sales, self.sales))

    def test_not_to_anybody(self):
        stranger = self._new_user("customer_policy.group_user", company=self.other_company)
        self.case.sudo().employee_id = self.employee
        for user, message in ((stranger, "does not work"), (self.partner_user, "is about")):
            for records in (self.case, self.task):
                with self.assertRaisesRegex(UserError, message):
                    self._assign(self.users["supervisor"], records, user)

    def test_the_activity_goes_with_the_task(self):
        self._assign(self.users["supervisor"], self.task, self.users["user"])
        self._assign(self.users["supervisor"], self.task)
        self.assertEqual(self.case.sudo().activity_ids.user_id, self.partner_user)


class TestHandover(StandInCase):
    def test_who_leaves_hands_over_cases_and_tasks(self):
        self.env["customer.handover.rule"].create(
            {"name": "Leaving", "code": "leaving", "company_id": self.company.id, "mode": "enforce"}
        )
        with self.assertRaisesRegex(UserError, "Task of a Complaint 1"), self.env.cr.savepoint():
            self.sales.action_archive()
        handover = self.as_role("supervisor", self.env["customer.handover"]).create(
            {"leaver_id": self.sales.id, "successor_id": self.partner_user.id, "company_id": self.company.id}
        )
        handover.action_start()
        lines = handover.line_ids
        self.assertIn("complaint", lines.mapped("kind"))
        self.assertNotIn("wet", " ".join(lines.mapped("name")))
        self.as_user(self.sales, lines).action_hand_over()
        self.as_user(self.partner_user, lines).action_receive()
        handover.action_complete()
        self.assertEqual(self._now_with(), (self.partner_user, self.partner_user))
        self.sales.action_archive()
