from psycopg2.errors import ExclusionViolation

from odoo.tools import mute_logger

from .common import CommissionCase


class TestAssignment(CommissionCase):
    """What is earned twice is paid twice: a scheme is assigned once for a day, also by two at the same moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme((0, 1))
        cls.first = cls._assign(cls.scheme, date_from="2026-01-01", date_to="2026-03-31")

    def test_the_day_after_is_free(self):
        later = self._assign(self.scheme, date_from="2026-04-01")
        earlier = self._assign(self.scheme, date_from="2025-01-01", date_to="2025-12-31")
        self.assertEqual(3, len(self.first | later | earlier))

    def test_a_day_is_taken_once(self):
        for days in ({"date_from": "2026-03-31"}, {"date_from": "2025-01-01", "date_to": "2026-01-01"}):
            with self.subTest(days), self._refused():
                self._assign(self.scheme, **days)

    def test_it_is_not_made_longer_over_another(self):
        self._assign(self.scheme, date_from="2026-04-01")
        with self._refused():
            self.first.date_to = "2026-04-01"
            self.first.flush_recordset()

    def test_another_scheme_or_person_is_not_in_the_way(self):
        other = self._assign(self._scheme((0, 2)))
        self.assertEqual(self.partner, other.partner_id)
        someone = self._assign(self.scheme, self.env["res.partner"].create({"name": "Agent", "is_company": True}))
        self.assertEqual(self.scheme, someone.scheme_id)

    def test_whoever_assigns_is_told(self):
        with self._refused() as caught:
            self._assign(self.scheme, date_from="2026-03-31")
        message = self.env["dealer.commission.assignment"]._sql_error_to_message(caught.exception)
        self.assertIn("assigned for some of these days already", message)

    def _refused(self):
        self.env.flush_all()
        self.enterContext(mute_logger("odoo.sql_db"))
        return self.assertRaisesRegex(ExclusionViolation, "no_overlap")
