from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

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

    def _tour(self, path, name, user=None):
        user = user or self.seller
        user.password = user.login
        self.start_tour(f"/odoo/{path}", name, login=user.login, timeout=120)
        self.env.invalidate_all()

    def test_a_visit_is_planned_and_postponed(self):
        self._tour("visits", "dealer_visit_plan")
        visit = self.Visits.search([("file_id", "=", self.file.id)])
        self.assertEqual((visit.state, visit.postponement_ids.reason), ("planned", "The buyer is ill"))

    def test_dragged_to_another_day_it_is_moved_and_what_is_refused_goes_back(self):
        moment = fields.Datetime.now().replace(day=15, hour=2, minute=0, second=0, microsecond=0)
        visit = self._plan(self.file, date_begin=moment)
        visit.action_plan()
        with mute_logger("odoo.http"):  # what is refused
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

    def test_a_consultant_adds_a_question_to_a_purpose(self):
        purpose = self._purpose(name="Survey", question_definition=[{"name": "wish", "type": "char", "string": "Wish"}])
        self._tour("visit-purposes", "dealer_visit_questions_of_a_purpose", self.users["rules_administrator"])
        asked = [(one["string"], one["type"]) for one in purpose.question_definition]
        self.assertEqual(asked, [("Wish", "char"), ("How many beds", "integer")])
        self.assertEqual(purpose.question_definition[0]["name"], "wish")

    def test_the_condition_of_a_rule_is_not_called_invalid_to_those_who_read_no_customers(self):
        administrator = self.users["rules_administrator"]
        self.assertFalse(self.env["customer.file"].with_user(administrator).has_access("read"))
        self.env["dealer.visit.rule"].search([]).domain = "[('dealer_tier', '=', 'main')]"
        with mute_logger("odoo.http"):  # the count that core asks for is refused
            self._tour("visit-rules", "dealer_visit_rule_whose_customers_are_not_read", administrator)
