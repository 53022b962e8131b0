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
            self._made(self.marked[0], "2026-12-31", companion_ids=self.top.ids)
            self._made(self.a_files[1], "2026-06-01")  # by a salesperson
            self._made(self.a_files[2], "2025-12-31", self.top)  # the year before
            self.assertEqual(self._missing(), self.a_files[1:] | self.marked[1:])
            self.assertEqual(self._missing(visit_years_back=1), self.a_files - self.a_files[2] | self.marked)
            first = self.as_user(self.boss, self.a_files[0])
            self.assertEqual((first.senior_visit_required, first.senior_visit_count), (1, 1))
        with freeze_time("2027-01-01 04:00:00"):
            self.assertEqual(self._missing(), self.a_files | self.marked)
            self.assertEqual(self._missing(visit_years_back=1), self.a_files[1:] | self.marked[1:])

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
