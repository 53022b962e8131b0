from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError

from odoo.addons.customer_policy.tests.common import proves

from .common import VisitCase


class TestVisitTour(VisitCase):
    """A round of dealers with a survey."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = cls._customers(12)

    def _tour(self):
        tours = self.as_user(self.seller, self.env["dealer.visit.tour"])
        tour = tours.create({"name": "North", "file_ids": [Command.set(self.files.ids)], "date_from": "2026-05-04"})
        tour.action_start()
        return tour

    @proves("S1.5-4.3c")
    def test_twelve_dealers_and_the_analysis_report(self):
        tour = self._tour()
        self.assertEqual(tour.visit_ids.file_id, self.files)
        self.assertEqual(tour.visit_ids.mapped("route_sequence"), sorted(number * 10 for number in range(1, 13)))
        for visit in tour.visit_ids:
            self.assertRefused("still to be made", tour.action_close)
            visit.action_start()
            visit.data_update = "unchanged"
            visit.action_close()
        self.assertEqual((tour.visit_count, tour.made_count), (12, 12))
        self.assertRefused("survey analysis report", tour.action_close)
        tour.analysis_ids = [Command.create({"name": "analysis.pdf", "raw": b"x"})]
        tour.action_close()
        self.assertEqual(tour.state, "closed")
        self.assertRefused("closed", lambda: tour.write({"analysis": "x"}))
        self.assertEqual(tour.analysis_ids.res_model, "dealer.visit.tour")

    def test_a_round_to_nobody(self):
        tour = self.as_user(self.seller, self.env["dealer.visit.tour"]).create({"name": "Nobody"})
        self.assertRefused("whom to visit", tour.action_start)

    def test_the_round_of_another_one(self):
        tour = self._tour()
        other = self.as_user(self.other_seller, tour)
        for call in (
            lambda: other.write({"name": "x"}),
            other.action_cancel,
            other.action_close,
            other.unlink,
            lambda: self._plan(self.files[0], self.other_seller, tour_id=tour.id),
            lambda: self._plan(self.files[0], self.other_seller).write({"tour_id": tour.id}),
            lambda: tour.with_user(self.other_seller).create({"name": "x", "responsible_id": self.seller.id}),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(other.name, "North")
        self.east.manager_id = self.chief.employee_id
        for user in (self.chief, self.boss):
            self.as_user(user, tour).name = user.login

    def test_no_visit_into_a_round_that_ended(self):
        tour = self._tour()
        tour.action_cancel()
        self.assertRefused("closed", lambda: self._plan(self.files[0], tour_id=tour.id))

    def test_everybody_was_visited(self):
        tour = self._tour()
        self.assertRefused("stays as it is", lambda: tour.write({"file_ids": [Command.clear()]}), AccessError)
        first, second, *others = tour.visit_ids
        for visit in others:
            visit.action_start()
            visit.data_update = "unchanged"
            visit.action_close()
        tour.analysis = "All well"
        second.cancel_reason = "The shop closed"
        second.action_cancel()
        first.unlink()
        self.assertRefused("1 customers were not visited", tour.action_close)
        again = self._plan(self.files[0], tour_id=tour.id, cancel_reason="Moved away")
        again.action_cancel()
        tour.action_close()

    def test_started_for_another_one_in_working_hours(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        tours = self.as_user(self.boss, self.env["dealer.visit.tour"])
        tour = tours.create(
            {"name": "N", "file_ids": [Command.set(self.files[:2].ids)], "date_from": "2026-05-04",
             "responsible_id": self.seller.id}
        )  # fmt: skip
        tour.action_start()
        self.assertEqual(tour.visit_ids.user_id, self.seller)
        hours = self.company.resource_calendar_id.attendance_ids.filtered(lambda hour: hour.dayofweek == "0")
        begin = min(hours.mapped("hour_from"))
        self.assertGreater(begin, 0)
        moment = fields.Datetime.to_datetime("2026-05-03 16:00:00") + timedelta(hours=begin)
        self.assertEqual(set(tour.visit_ids.mapped("date_begin")), {moment})
