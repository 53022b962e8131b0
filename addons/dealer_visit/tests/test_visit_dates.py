from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase


def day(text):
    return fields.Date.to_date(text)


class TestVisitDates(VisitCase):
    """When a customer is visited next: at once right after a visit, another grade, another rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.file,) = cls._customers(1)
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"

    def _rules_by_grade(self, **values):
        return [
            self._visit_rule(name=code, grade_codes=code, interval=months, sequence=number, **values)
            for number, (code, months) in enumerate((("A", 3), ("B", 6), ("C", 12), ("D", 12)), 10)
        ]

    @proves("S1.1-4.2.2")
    def test_another_grade_moves_the_next_visit(self):
        self._rules_by_grade()
        self._give_grade(self.file, "C")
        self._made(self.file, "2026-02-10")
        self.assertEqual((self.file.last_visit_date, self.file.next_visit_date), (day("2026-02-10"), day("2027-02-10")))
        self._give_grade(self.file, "A")
        self.assertEqual(self.file.next_visit_date, day("2026-05-10"))
        self._give_grade(self.file, "B")
        self.assertEqual(self.file.next_visit_date, day("2026-08-10"))

    def test_a_grade_of_another_scheme_is_another_grade(self):
        self._give_grade(self.file, "A")
        other = self._scheme({"code": "A"}, code="other")
        rule = self._visit_rule(grade_codes="A", scheme_id=other.id, interval=1)
        self.assertFalse(self.file.next_visit_date)
        rule.scheme_id = self.scheme
        self.assertEqual(self.file.next_visit_date, day("2025-02-01"))

    def test_a_code_that_the_scheme_does_not_know(self):
        rule = {"grade_codes": "A, E", "scheme_id": self.scheme.id}
        self.assertRefused("has no grade E", lambda: self._visit_rule(**rule), ValidationError)

    @proves("S1.1-4.2.3")
    def test_out_of_town_at_least_every_half_year(self):
        self._rules_by_grade()
        rule = self._visit_rule(name="Out", domain="[('is_out_of_town', '=', True)]", interval=6, sequence=1)
        self._give_grade(self.file, "A")
        self._made(self.file, "2026-01-01")
        self.assertEqual(self.file.next_visit_date, day("2026-04-01"))
        self.file.visit_town = "out"
        self.assertEqual(self.file.next_visit_date, day("2026-07-01"))
        self.assertEqual(self.file.visit_rule_id, rule)
        # one that came later by its grade comes every half year too
        self._give_grade(self.file, "D")
        self.assertEqual(self.file.next_visit_date, day("2026-07-01"))

    def test_out_of_town_by_the_region(self):
        here, there = self.env["res.country.state"].create(
            [{"name": name, "code": name, "country_id": self.env.ref("base.cn").id} for name in ("Here", "There")]
        )
        self.company.partner_id.state_id = here
        for region, town, away in (
            (here, False, False),
            (there, False, True),
            (there, "in", False),
            (here, "out", True),
        ):
            self.file.write({"state_id": region.id, "visit_town": town})
            self.assertEqual(self.file.is_out_of_town, away)
            self.assertEqual(bool(self.file.search([("id", "=", self.file.id), ("is_out_of_town", "=", True)])), away)

    @proves("S1.1-4.2.3")
    def test_overdue_on_the_day_after(self):
        rule = self._visit_rule(interval=6)
        self._made(self.file, "2026-01-01")
        # the day ends where the company is: at 16:00 UTC
        for now, overdue in (("2026-07-01 15:59:59", False), ("2026-07-01 16:00:00", True)):
            with freeze_time(now):
                self.file.invalidate_recordset()
                self.assertEqual(self.file.visit_overdue, overdue, now)
                found = self.as_user(self.seller, self.file).search([("visit_overdue", "=", True)])
                self.assertEqual(bool(found), overdue, now)
        rule.mode = "observe"
        with freeze_time("2026-07-02"):
            self.assertFalse(self.file.visit_overdue, "a rule that observes makes nobody late")
            self.assertEqual(self.file.next_visit_date, day("2026-07-01"))

    @proves("S4.class-3.3c")
    def test_vip_every_thirty_days(self):
        self._visit_rule(domain="[('is_important', '=', True)]", interval=30, interval_unit="day")
        self._made(self.file, "2026-05-01")
        self.assertFalse(self.file.next_visit_date)
        self.file.is_important = True
        self.assertEqual(self.file.next_visit_date, day("2026-05-31"))
        with freeze_time("2026-05-31 12:00:00"):
            self.assertFalse(self.file.visit_overdue)
        with freeze_time("2026-06-01 12:00:00"):
            self.file.invalidate_recordset()
            self.assertTrue(self.file.visit_overdue)

    @proves("S1.1-4.2.6")
    def test_more_often_before_a_project(self):
        self._visit_rule(interval=6, project_window_days=60, project_percent=50)
        self._made(self.file, "2026-01-01")
        with freeze_time("2026-02-01 04:00:00"):
            for planned, due in (
                ("2026-04-03", "2026-07-01"),
                ("2026-04-02", "2026-04-01"),
                ("2026-02-01", "2026-04-01"),
                ("2026-01-31", "2026-07-01"),
            ):
                self.file.planned_project_date = planned
                self.assertEqual(self.file.next_visit_date, day(due), planned)

    @proves("S1.1-4.2.6")
    def test_a_project_that_comes_near_overnight(self):
        self._visit_rule(interval=6, project_window_days=60, project_percent=50)
        self._made(self.file, "2026-01-01")
        with freeze_time("2026-02-01 04:00:00"):
            self.file.planned_project_date = "2026-04-03"
            self.assertEqual(self.file.next_visit_date, day("2026-07-01"))
        with freeze_time("2026-02-02 04:00:00"):
            with patch.object(self.registry["ir.cron"], "_commit_progress") as committed:
                self.Files._cron_visit_dates()
            self.assertTrue(committed.called)
            self.assertEqual(self.file.next_visit_date, day("2026-04-01"))

    def test_who_was_never_visited(self):
        self._visit_rule(interval=6, effective_from="2025-03-01")
        self.assertEqual(self.file.next_visit_date, day("2025-09-01"), "not late by a rule before it was in force")
        new = self._file("New", opening_date="2026-04-10")
        self.assertEqual(new.next_visit_date, day("2026-10-10"))

    def test_a_rule_without_a_day_asks_from_the_day_it_was_made_where_the_company_is(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        rule = self._visit_rule(interval=30, interval_unit="day", effective_from=False)
        self.env.cr.execute("UPDATE dealer_visit_rule SET create_date = '2026-05-01 16:00:00' WHERE id = %s", [rule.id])
        rule.invalidate_recordset()
        self.assertEqual(rule._since(), day("2026-05-02"))

    def test_every_change_of_a_rule_counts_at_once(self):
        rule = self._visit_rule(interval=6)
        self._made(self.file, "2026-01-01")
        for vals, due in (
            ({"interval": 2}, "2026-03-01"),
            ({"interval_unit": "week"}, "2026-01-15"),
            ({"mode": "off"}, False),
            ({"mode": "observe"}, "2026-01-15"),
            ({"active": False}, False),
            ({"active": True}, "2026-01-15"),
            ({"domain": "[('is_important', '=', True)]"}, False),
        ):
            rule.write(vals)
            self.assertEqual(self.file.next_visit_date, day(due) if due else False, vals)
        rule.unlink()
        self.assertFalse(self.file.next_visit_date)

    def test_the_first_enforced_rule_counts(self):
        self._visit_rule(name="Observes", mode="observe", interval=1, sequence=1)
        enforced = self._visit_rule(name="Enforced", interval=6, sequence=2)
        self._visit_rule(name="Later", interval=2, sequence=3)
        self._made(self.file, "2026-01-01")
        self.assertEqual((self.file.visit_rule_id, self.file.next_visit_date), (enforced, day("2026-07-01")))

    def test_a_file_out_of_use_is_not_visited(self):
        self._visit_rule(interval=6)
        self.assertTrue(self.file.next_visit_date)
        self.file.active = False
        self.assertFalse(self.file.next_visit_date)

    def test_only_closed_visits_count(self):
        self._visit_rule(interval=6)
        visit = self._plan(self.file, data_update="unchanged")
        visit.action_plan()
        visit.action_start()
        visit.visit_date = "2026-03-01"
        self.assertFalse(self.file.last_visit_date)
        visit.action_close()
        self.assertEqual(self.file.last_visit_date, day("2026-03-01"))
        self._made(self.file, "2026-02-01")
        self.assertEqual(
            self.file.last_visit_date, day("2026-03-01"), "the last one counts, in whatever order they come"
        )

    def test_nobody_writes_the_dates(self):
        self._visit_rule(interval=6)
        self._made(self.file, "2026-01-01")
        file = self.as_user(self.seller, self.file)
        for name in ("next_visit_date", "last_visit_date"):
            self.assertRefused("cannot be changed", lambda name=name: file.write({name: "2030-01-01"}), AccessError)
        self.assertEqual(self.file.next_visit_date, day("2026-07-01"))

    # the cost

    def _statements(self, files) -> int:
        """Return how many statements it takes from closed visits to the stored dates of their files."""
        self._rules_by_grade()
        self._visit_rule(name="Out", domain="[('is_out_of_town', '=', True)]", interval=6, sequence=1)
        self._give_grade(files, "A")
        visits = self.Visits.union(*(self._plan(file, visit_date="2026-03-01") for file in files))
        visits.action_plan()
        visits.action_start()
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(self.registry["dealer.visit"], "_follow_in_calendar"):
            visits._write_protected({"state": "done"})
            visits.flush_recordset(["state"])
            before = self.env.cr.sql_log_count
            self.env.flush_all()
        self.assertEqual(set(files.mapped("next_visit_date")), {day("2026-06-01")})
        return self.env.cr.sql_log_count - before

    def test_at_most_ten_statements_after_a_visit(self):
        self.assertLessEqual(self._statements(self.file), 10)

    def test_as_many_for_a_hundred_files(self):
        self.assertLessEqual(self._statements(self._customers(100)), 12)
