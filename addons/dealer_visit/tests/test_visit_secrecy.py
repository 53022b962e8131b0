from odoo import Command
from odoo.exceptions import AccessError

from odoo.addons.customer_file.tests.secrecy_common import SecrecyCase

from .common import VisitCase


class TestVisitSecrecy(VisitCase, SecrecyCase):
    """A visit, its photographs and its round are as secret as the file of the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.file,) = cls._customers(1, responsible_id=cls.boss.id)
        cls.west.manager_id = cls.boss.employee_id
        cls.visit = cls._plan(
            cls.file,
            cls.boss,
            date_begin="2099-05-05 02:00:00",
            photo_ids=[Command.create({"name": "x.png", "raw": b"secret"})],
            invitation_ids=[Command.create({"department_id": cls.west.id, "note": "Secret plan"})],
        )
        cls.visit.action_plan()
        cls.visit._postpone("2099-05-06 02:00:00", "Secret reason")
        cls.tour = cls.env["dealer.visit.tour"].create(
            {"name": "Round", "company_id": cls.company.id, "file_ids": [Command.set(cls.file.ids)]}
        )

    def test_closed_with_the_file(self):
        rows = (
            self.visit, self.visit.photo_ids, self.visit.postponement_ids, self.visit.invitation_ids, self.tour,
        )  # fmt: skip
        for records in rows:
            self.assertTrue(self.as_user(self.clerk, records).has_access("read"), records)
        self.file._classify(self.top_secret, "Contract")
        for records in rows:
            self.env.invalidate_all()
            self.assertFalse(self.as_user(self.clerk, records).has_access("read"), records)
        for records in rows[:1] + rows[2:]:
            self.assertFalse(self.as_user(self.clerk, records).search([("id", "in", records.ids)]))
        with self.assertRaises(AccessError):
            self._plan(self.file, self.clerk)

    def test_what_is_entered_in_a_window_is_its_users_own(self):
        wizards = {
            "dealer.visit.postpone": {
                "visit_ids": [Command.set(self.visit.ids)],
                "date_begin": "2099-05-07 02:00:00",
                "reason": "Secret reason",
            },
        }
        for name, vals in wizards.items():
            wizard = self.as_user(self.boss, self.env[name]).create(vals)
            self.env.invalidate_all()
            other = self.as_user(self.clerk, wizard)
            with self.subTest(name):
                self.assertFalse(other.search([("id", "=", wizard.id)]))
                self.assertFalse(other.has_access("write"))
                self.assertTrue(wizard.has_access("write"))

    def test_the_calendar_tells_nothing_of_it(self):
        event = self.visit.event_id
        self.assertEqual(self.as_user(self.clerk, event).name, "Visit: Customer 001")
        self.file._classify(self.top_secret, "Contract")
        self.env.flush_all()
        self.env.invalidate_all()
        seen = self.as_user(self.clerk, event)
        self.assertEqual(seen.read(["name", "location"])[0]["name"], "Busy")
        self.assertFalse(event.sudo().location)

    def test_a_visit_that_was_made_can_turn_out_to_be_a_secret(self):
        visit = self._made(self.file, user=self.boss)
        self.as_user(self.boss, visit)._classify(self.top_secret, "Contract")
        self.env.invalidate_all()
        self.assertFalse(self.as_user(self.clerk, visit).has_access("read"))

    def test_the_coordinator_who_may_not_read_it_learns_that_there_is_news(self):
        self.west.manager_id = self.other_seller.employee_id
        self.company.dealer_coordinating_department_id = self.west
        self.file._classify(self.top_secret, "Contract")
        self.env.flush_all()
        visit = self._made(self.file, user=self.boss, next_moves="Secret plan")
        self.assertNotIn(self.other_seller, visit.activity_ids.user_id)
        told = self.env["mail.message"].search([("partner_ids", "in", self.other_seller.partner_id.ids)])
        self.assertIn(self.file.number, told.body)
        self.assertNotIn("Secret plan", told.body)

    def test_activities_tell_nothing_to_who_may_not_read_it(self):
        self.file._classify(self.top_secret, "Contract")
        self.west.manager_id = self.other_seller.employee_id
        self.east.manager_id = self.chief.employee_id
        self.env.flush_all()
        visit = self._plan(
            self.file,
            self.boss,
            data_update="unchanged",
            follow_up="Secret price list",
            follow_up_user_id=self.other_seller.id,
            invitation_ids=[Command.create({"department_id": self.west.id, "note": "Secret plan"})],
        )
        visit.action_plan()
        visit.action_start()
        visit.action_close()
        self.assertNotIn(self.other_seller, visit.activity_ids.user_id)
        told = self.env["mail.message"].search([("partner_ids", "in", self.other_seller.partner_id.ids)])
        self.assertEqual(len(told), 2)
        for message in told:
            self.assertIn(self.file.number, message.body)
            self.assertNotIn("Secret", f"{message.subject} {message.body}")
