from freezegun import freeze_time

from odoo import fields

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase


class TestVisitAllowance(VisitCase):
    """Days of visits earn an allowance that is paid at the end of the year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule("dealer.visit.day.rule", needs_route=False, allowance=20)
        (cls.file,) = cls._customers(1)

    def _day_out(self, date, made=""):
        with freeze_time(f"{date} 04:00:00"):
            visit = self._plan(self.file, date_begin=f"{date} 02:00:00", data_update="unchanged")
            days = self.as_user(self.seller, self.env["dealer.visit.day"])
            day = days.create({"date": date, "action_report": "North"})
            day.action_hand_in()
            visit.action_start()
            if made is None:
                visit.cancel_reason = "Stayed in the office"
                visit.action_cancel()
            else:
                visit.visit_date = made or date
                visit.action_close()
            day.action_record()
        return day

    def _allowance(self, year=2026):
        self.env.invalidate_all()
        return self.env["dealer.visit.allowance"].search([("user_id", "=", self.seller.id), ("year", "=", year)])

    @proves("S1.6-ka-02b")
    def test_whoever_leaves_before_the_end_of_the_year_gets_nothing(self):
        days = [self._day_out(f"2026-{month:02}-05") for month in range(1, 11)]
        days[0]._write_protected({"allowance": 3820})  # ten months of days, so that 4,000 were earned
        row = self._allowance()
        self.assertEqual((row.day_count, row.earned), (10, 4000))
        for now, payable in (("2026-12-30 12:00:00", 0), ("2026-12-31 12:00:00", 4000)):
            with freeze_time(now):
                self.assertEqual(self._allowance().payable, payable, now)
        for left, payable in (("2026-10-10", 0), ("2026-12-30", 0), ("2026-12-31", 4000), ("2027-01-01", 4000)):
            self.seller.employee_id.departure_date = left
            with freeze_time("2027-01-05"):
                row = self._allowance()
                self.assertEqual((row.payable, row.is_forfeited), (payable, not payable), left)

    def test_a_list_of_people_asks_for_all_of_them_at_once(self):
        def statements(rows):
            self.env.invalidate_all()
            rows.mapped("user_id.name")
            before = self.env.cr.sql_log_count
            rows.mapped("payable")
            return self.env.cr.sql_log_count - before

        day = self._day_out("2026-05-04")
        one = self._allowance()
        for number in range(5):
            user = self._worker(f"driver {number}", self.east)
            day.sudo().copy({"user_id": user.id})._write_protected({"allowance": 20})
        rows = one.search([("year", "=", 2026)])
        self.assertEqual(len(rows), 6)
        alone = statements(one)
        self.assertLessEqual(statements(rows), alone)

    def test_who_stayed_in_the_office_earns_nothing(self):
        self.assertEqual(self._day_out("2026-05-04", made=None).allowance, 0)
        self.assertEqual(self._day_out("2026-05-05", made="2026-05-01").allowance, 0)
        self.assertEqual(self._day_out("2026-05-06", made="2026-05-06").allowance, 20)

    @proves("S1.6-ka-02b")
    def test_who_was_archived_has_left(self):
        self._day_out("2026-05-05")
        employee = self.seller.employee_id
        employee.active = False
        for left, payable in ((False, 0), ("2026-10-10", 0), ("2026-12-31", 20)):
            employee.departure_date = left
            with freeze_time("2026-12-31 12:00:00"):
                row = self._allowance()
                self.assertEqual((row.payable, row.is_forfeited), (payable, not payable), left)

    @proves("S1.6-ka-02b")
    def test_a_day_keeps_what_the_rule_said_then(self):
        first = self._day_out("2026-05-05")
        self.rule.allowance = 30
        second = self._day_out("2026-05-06")
        self.assertEqual((first.allowance, second.allowance), (20, 30))
        self.rule.mode = "observe"
        self.assertEqual(self._day_out("2026-05-07").allowance, 0)
        self.assertEqual(self._allowance().earned, 50)

    def test_everybody_sees_the_own_and_supervisors_all(self):
        self._day_out(fields.Date.to_string(fields.Date.today()))
        row = self.env["dealer.visit.allowance"].search([("user_id", "=", self.seller.id)])
        self.assertTrue(self.as_user(self.seller, row).has_access("read"))
        self.assertFalse(self.as_user(self.other_seller, row).has_access("read"))
        self.assertTrue(self.as_user(self.boss, row).has_access("read"))
