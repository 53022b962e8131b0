from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import VisitCase


@tagged("post_install", "-at_install")
class TestPlanTours(HttpCase, VisitCase):
    def _tour(self, path, name, user=None):
        user = user or self.seller
        user.password = user.login
        self.start_tour(f"/odoo/{path}", name, login=user.login, timeout=120)
        self.env.invalidate_all()

    def test_a_plan_is_proposed_read_and_takes_effect(self):
        self._visit_rule(interval=1, interval_unit="month")
        self._customers(1)
        self._tour("visit-plans", "dealer_visit_plan_made", self.chief)
        plan = self.env["dealer.visit.plan"].search([("company_id", "=", self.company.id)])
        self.assertEqual((plan.state, set(plan.visit_ids.mapped("state"))), ("applied", {"planned"}))

    def test_a_roadshow_is_held(self):
        self._rule("dealer.roadshow.rule", name="Roadshow", cards_per_person=5)
        self._tour("roadshows", "dealer_roadshow_held")
        roadshow = self.env["dealer.roadshow"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(roadshow, [{"state": "held", "card_count": 3, "missing_count": 2, "is_counted": False}])

    def test_the_board_of_quotas(self):
        rule = self._rule(
            "dealer.quota.rule",
            name="Day",
            user_ids=[Command.set(self.seller.ids)],
            line_ids=[Command.create({"kind": "call", "minimum": 5})],
        )
        self.company.resource_calendar_id = False
        self.env["hr.employee"].search([("company_id", "=", self.company.id)]).resource_calendar_id = False
        rule._expect(fields.Date.today())
        self._tour("quotas", "dealer_quota_board", self.chief)
        self.assertTrue(self.env["dealer.quota.result"].search([("rule_id", "=", rule.id)]))

    def test_a_promotion_is_announced_and_done(self):
        self._rule("dealer.promotion.rule", name="Leaflet insert", bonus=20, days_off=1, needs_notice=True)
        self.east.manager_id = self.chief.with_company(self.company).employee_id
        self._tour("promotions", "dealer_promotion_done")
        promotion = self.env["dealer.promotion"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(promotion, [{"state": "done", "bonus_total": 20, "days_off_total": 1, "open_count": 0}])
        self.assertEqual(promotion.told_ids, self.chief)
