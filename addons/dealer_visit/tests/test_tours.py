from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.customer_policy.tests.common import proves

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

    @proves("S1.1-4.2.2")
    def test_dragged_to_another_day_it_is_moved_and_what_is_refused_goes_back(self):
        moment = fields.Datetime.now().replace(day=15, hour=2, minute=0, second=0, microsecond=0)
        visit = self._plan(self.file, date_begin=moment)
        visit.action_plan()
        self._tour("visits", "dealer_visit_dragged_in_the_calendar")
        self.assertEqual(visit.date_begin, moment.replace(day=12))
        self.assertEqual(visit.event_id.sudo().start, moment.replace(day=12))
        self.assertFalse(visit.postponement_ids)

    def test_the_route_of_the_day_on_a_telephone(self):
        self.company.dealer_map_url = "https://map.example.com/?q={address}"
        visit = self._plan(self.file, date_begin=fields.Datetime.now())
        visit.action_plan()
        self.browser_size = "390x844"
        self.touch_enabled = True
        self._tour("visit-route", "dealer_visit_route_on_a_telephone")
        self.assertRecordValues(visit, [{"state": "done", "data_update": "updated", "next_moves": "Builds a hall"}])
        self.assertEqual(self.file.last_visit_date, self.company._policy_today())
