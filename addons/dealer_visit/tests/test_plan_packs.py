from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import RoleCase, proves

PACKS = ("communication_004", "meetings_001_5", "promotions_001_6", "roadshows_001_6")


@tagged("post_install", "-at_install")
class TestPlanPacks(RoleCase):
    def _apply(self, company, name):
        user = self.users["rules_administrator"]
        user.company_ids = [(4, company.id)]
        packs = self.env["customer.policy.pack"].with_user(user).with_context(allowed_company_ids=company.ids)
        data, filename = packs._read_shipped(f"dealer_visit/{name}.yaml")
        return packs, packs._apply(company, data, filename)

    def test_each_makes_the_round_trip(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for name in PACKS:
            with self.subTest(name):
                first, second = self.env["res.company"].create([{"name": f"{name} {n}"} for n in (1, 2)])
                packs, plan = self._apply(first, name)
                self.assertEqual(plan.counts["created"], len(plan.pack.rules))
                exported = packs._export(first, pack_code=plan.pack.code).encode()
                there = packs.with_context(allowed_company_ids=second.ids)
                self.users["rules_administrator"].company_ids = [(4, second.id)]
                there._apply(second, exported, f"{name}.yaml")
                self.assertEqual(there._export(second, pack_code=plan.pack.code).encode(), exported)

    @proves("S1.6-ka-02a", "S1.6-ka-04", "S1.6-ka-05")
    def test_numbers_of_the_car_dealer(self):
        self._apply(self.company, "roadshows_001_6")
        quotas = self.env["dealer.quota.rule"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            [(quota.period, {line.kind: line.minimum for line in quota.line_ids}) for quota in quotas],
            [("day", {"meeting": 2, "call": 5, "old": 2}), ("month", {"roadshow": 4})],
        )
        roadshow = self.env["dealer.roadshow.rule"].search([("company_id", "=", self.company.id)])
        self.assertEqual((roadshow.cards_per_person, roadshow.mode), (5, "observe"))
        approval = self.env["customer.approval.rule"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(approval.level_ids), 2)

    @proves("S1.5-4.4", "S4.train-3")
    def test_three_kinds_each(self):
        self._apply(self.company, "meetings_001_5")
        kinds = self.env["dealer.meeting.type"].search([("company_id", "=", self.company.id)])
        self.assertEqual(kinds.mapped("needs_minutes"), [True] * 3)
        self._apply(self.company, "communication_004")
        more = self.env["dealer.meeting.type"].search([("company_id", "=", self.company.id)]) - kinds
        self.assertEqual(more[:3].mapped("channel"), ["letter", "meeting", "online"])
        self.assertEqual(more.filtered("times_per_year").mapped("times_per_year"), [1])

    @proves("S1.6-mkt-01", "S1.6-mkt-02", "S1.6-mkt-06")
    def test_numbers_of_promotions(self):
        self._apply(self.company, "promotions_001_6")
        kinds = self.env["dealer.promotion.rule"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            [(kind.needs_notice, kind.needs_helpers, kind.bonus, kind.days_off) for kind in kinds],
            [(True, True, 0, 0), (False, True, 0, 0), (False, True, 20, 1), (True, False, 0, 0)],
        )
        self.assertEqual(set(kinds.mapped("mode")), {"observe"})
