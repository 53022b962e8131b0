from odoo import Command

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
