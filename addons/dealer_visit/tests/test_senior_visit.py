from freezegun import freeze_time

from odoo.exceptions import AccessError

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase


class TestSeniorVisit(VisitCase):
    """Top management visits all A customers and the marked B customers once a year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._visit_rule(name="A", kind="senior", grade_codes="A", sequence=1)
        cls._visit_rule(
            name="B", kind="senior", grade_codes="B", domain="[('is_senior_visited', '=', True)]", sequence=2
        )
        files = cls._customers(16)
        cls.a_files, cls.marked, cls.unmarked = files[:10], files[10:14], files[14:]
        cls._give_grade(cls.a_files, "A")
        cls._give_grade(cls.marked | cls.unmarked, "B")
        cls.marked.is_senior_visited = True
        cls.top = cls._worker("top", cls.east, "general_manager")

    def _missing(self, **context):
        files = self.as_user(self.boss, self.Files).with_context(**context)
        self.env.invalidate_all()
        return files.search([("senior_visit_missing", "=", True)])

    @proves("S1.1-4.2.4b")
    def test_who_was_not_visited_at_the_end_of_the_year(self):
        with freeze_time("2026-12-31 04:00:00"):
            self.assertEqual(self._missing(), self.a_files | self.marked)
            self._made(self.a_files[0], "2026-01-01", self.top)
            accompanied = self._made(self.marked[0], "2026-12-31", companion_ids=self.top.ids)
            self.assertIn(self.marked[0], self._missing(), "that others name somebody is no proof")
            self.as_user(self.top, accompanied).action_confirm_presence()
            self._made(self.a_files[1], "2026-06-01")  # by a salesperson
            self._made(self.a_files[2], "2025-12-31", self.top)  # the year before
            self.assertEqual(self._missing(), self.a_files[1:] | self.marked[1:])
            self.assertEqual(self._missing(visit_years_back=1), self.a_files - self.a_files[2] | self.marked)
            first = self.as_user(self.boss, self.a_files[0])
            self.assertEqual((first.senior_visit_required, first.senior_visit_count), (1, 1))
        with freeze_time("2027-01-01 04:00:00"):
            self.assertEqual(self._missing(), self.a_files | self.marked)
            self.assertEqual(self._missing(visit_years_back=1), self.a_files[1:] | self.marked[1:])

    def test_only_visitors_confirm_what_was_made(self):
        visit = self._plan(self.a_files[0], companion_ids=self.top.ids, data_update="unchanged")
        visit.action_plan()
        mine = self.as_user(self.top, visit)
        self.assertRefused("was not made", mine.action_confirm_presence)
        visit.action_start()
        self.assertRefused("none of the visitors", self.as_user(self.boss, visit).action_confirm_presence)
        visit.action_close()
        self.assertEqual((visit.present_ids, visit.is_senior), (self.seller, False))
        mine.action_confirm_presence()
        self.assertEqual((visit.present_ids, visit.is_senior), (self.seller | self.top, True))
        for user in (self.seller, self.top):
            with self.assertRaises(AccessError):
                self.as_user(user, visit).write({"present_ids": [(4, user.id)]})

    def test_twice_a_year(self):
        self.env["dealer.visit.rule"].search([("name", "=", "A")]).visits_per_year = 2
        with freeze_time("2026-12-31 04:00:00"):
            self._made(self.a_files[0], "2026-05-01", self.top)
            self.assertIn(self.a_files[0], self._missing())
            self._made(self.a_files[0], "2026-06-01", self.top)
            self.assertNotIn(self.a_files[0], self._missing())

    def test_who_does_not_supervise_sees_none_of_it(self):
        with self.assertRaises(AccessError):
            self.as_user(self.seller, self.a_files[:1]).read(["senior_visit_required"])
