from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import VisitCase


@tagged("post_install", "-at_install")
class TestVisitTour(HttpCase, VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.file,) = cls._customers(1)
        cls.file.partner_id.write({"phone": "010 5550 1234", "city": "Springfield"})
        cls._purpose()
        cls._visit_rule(interval=6)

    def _tour(self, path, name):
        self.seller.password = self.seller.login
        self.start_tour(f"/odoo/{path}", name, login=self.seller.login, timeout=120)
        self.env.invalidate_all()

    def test_a_visit_is_planned_and_postponed(self):
        self._tour("visits", "dealer_visit_plan")
        visit = self.Visits.search([("file_id", "=", self.file.id)])
        self.assertEqual((visit.state, visit.postponement_ids.reason), ("planned", "The buyer is ill"))

    def test_the_route_of_the_day_on_a_telephone(self):
        self.company.dealer_map_url = "https://map.example.com/?q={address}"
        visit = self._plan(self.file, date_begin=fields.Datetime.now())
        visit.action_plan()
        self.browser_size = "390x844"
        self.touch_enabled = True
        self._tour("visit-route", "dealer_visit_route_on_a_telephone")
        self.assertRecordValues(visit, [{"state": "done", "data_update": "updated", "next_moves": "Builds a hall"}])
        self.assertEqual(self.file.last_visit_date, self.company._policy_today())
