from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import ArchiveCase


@tagged("post_install", "-at_install")
class TestLogs(ArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Handins = cls.env["customer.log.handin"]
        cls.service = cls.env["hr.department"].create({"name": "Service", "company_id": cls.company.id})
        cls.staff = cls.env["res.users"].union(*(cls._new_user("user", f"staff{n}") for n in range(6)))
        for user in cls.staff:
            cls._employ(user, department_id=cls.service.id)
        cls.rule = cls._rule("customer.log.rule", hand_in_hour=17.5, department_ids=[(4, cls.service.id)])

    def _missing(self):
        domain = [("is_missing", "=", True), ("company_id", "=", self.company.id)]
        return self.as_user(self.archivist, self.Handins).search(domain)

    @proves("S1.5-6.5")
    def test_after_the_meeting_five_of_six_have_handed_in(self):
        # a Wednesday; the company's hours are in UTC
        self.company.resource_calendar_id.tz = "UTC"
        with freeze_time("2026-05-13 06:00:00"):
            self.env["customer.log.rule"]._cron_expect()
            self.env["customer.log.rule"]._cron_expect()
        handins = self.Handins.search([("company_id", "=", self.company.id)])
        self.assertEqual(handins.user_id, self.staff)
        with freeze_time("2026-05-13 17:00:00"):
            for user in self.staff[:5]:
                own = self.as_user(user, self.Handins).search([])
                own.write({"diary": True, "visit_records": True})
                own.action_submit()
        with freeze_time("2026-05-13 17:29:59"):
            self.assertFalse(self._missing())
        self.env.invalidate_all()
        with freeze_time("2026-05-13 17:30:00"):
            self.assertEqual(self._missing().user_id, self.staff[5])
        self.assertEqual(self.Handins.search_count([("state", "=", "submitted"), ("user_id", "in", self.staff.ids)]), 5)
        received = self.as_user(self.archivist, handins.filtered(lambda one: one.state == "submitted"))
        received.action_receive()
        self.assertEqual(set(received.mapped("state")), {"received"})
        self.env.invalidate_all()
        with freeze_time("2026-05-13 18:00:00"):
            last = self.as_user(self.staff[5], self.Handins).search([])
            last.action_submit()
            self.assertTrue(last.is_late)
            self.assertFalse(self._missing())

    def test_nothing_is_expected_on_a_sunday(self):
        with freeze_time("2026-05-17 06:00:00"):
            self.env["customer.log.rule"]._cron_expect()
        self.assertFalse(self.Handins.search([("company_id", "=", self.company.id)]))

    def test_nothing_is_expected_before_the_rule_is_in_force(self):
        self.company.resource_calendar_id.tz = "UTC"
        self.rule.effective_from = "2026-05-14"
        for moment, count in (("2026-05-13 06:00:00", 0), ("2026-05-14 06:00:00", 6)):
            with freeze_time(moment):
                self.env["customer.log.rule"]._cron_expect()
            self.assertEqual(self.Handins.search_count([("company_id", "=", self.company.id)]), count)

    def test_a_hand_in_made_beforehand_is_due_like_any_other(self):
        self.company.resource_calendar_id.tz = "UTC"
        first, second = self.staff[:2]
        with freeze_time("2026-05-13 05:00:00"):
            for user in (first, second):
                self.as_user(user, self.Handins).create({"date": "2026-05-13", "due_date": "2099-01-01"})
            self.as_user(second, self.Handins).search([]).action_submit()
        with freeze_time("2026-05-13 06:00:00"):
            self.env["customer.log.rule"]._cron_expect()
        handins = self.Handins.search([("company_id", "=", self.company.id)])
        self.assertEqual((handins.user_id, handins.rule_id), (self.staff, self.rule))
        self.assertEqual(set(map(str, handins.mapped("due_date"))), {"2026-05-13 17:30:00"})
        with freeze_time("2026-05-13 17:30:00"):
            self.assertEqual(self._missing().user_id, self.staff - second)
        with self.assertRaises(AccessError):
            self.as_user(first, self.Handins).search([]).unlink()

    def test_everybody_hands_in_and_reads_the_own_logs(self):
        with freeze_time("2026-05-13 06:00:00"):
            self.env["customer.log.rule"]._cron_expect()
        first, second = self.staff[:2]
        others = self.Handins.search([("user_id", "=", second.id)])
        with self.assertRaises(AccessError):
            self.as_user(first, others).read(["note"])
        with self.assertRaises(UserError):
            self.as_user(self.archivist, others).action_submit()
        with self.assertRaises(AccessError):
            self.as_user(first, self.Handins).create({"user_id": second.id, "date": "2026-05-14"})
        own = self.as_user(first, self.Handins).search([])
        own.action_submit()
        with self.assertRaises(AccessError):
            own.write({"note": "later"})
        with self.assertRaises(AccessError):
            self.as_user(second, others).unlink()
        mine = self.as_user(self.archivist, self.Handins).create({"date": "2026-05-13"})
        mine.action_submit()
        with self.assertRaisesRegex(UserError, "Nobody confirms the own logs"):
            mine.action_receive()
