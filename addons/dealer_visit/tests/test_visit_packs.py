from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import RoleCase, proves

PACKS = (
    "dealer_data_001_7",
    "franchise_001_8",
    "key_account_visits_001_6",
    "partner_visits_001_1",
    "service_visits_001_5",
    "vip_visits_004",
)
NUMBERS = {"grade-a-001-1.interval": "3", "grade-b-001-1.interval": "6", "project_percent": "50"}


@tagged("post_install", "-at_install")
class TestVisitPacks(RoleCase):
    def _packs(self, company):
        user = self.users["rules_administrator"]
        user.company_ids = [(4, company.id)]
        return self.env["customer.policy.pack"].with_user(user).with_context(allowed_company_ids=company.ids)

    def _apply(self, company, name):
        packs = self._packs(company)
        data, filename = packs._read_shipped(f"dealer_visit/{name}.yaml")
        questions = packs._plan(company, data, filename).pack.questions
        answers = {
            one.path: next((value for end, value in NUMBERS.items() if one.path.endswith(end)), "12")
            for one in questions
        }
        return packs, packs._apply(company, data, filename, answers=answers)

    def test_each_makes_the_round_trip(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        shipped = [name for name in self.env["customer.policy.pack"]._shipped() if name.startswith("dealer_visit/")]
        self.assertLessEqual({f"dealer_visit/{name}.yaml" for name in PACKS}, set(shipped))
        for name in PACKS:
            with self.subTest(name):
                first, second = self.env["res.company"].create([{"name": f"{name} {n}"} for n in (1, 2)])
                packs, plan = self._apply(first, name)
                self.assertEqual(plan.counts["created"], len(plan.pack.rules))
                exported = packs._export(first, pack_code=plan.pack.code).encode()
                there = self._packs(second)
                there._apply(second, exported, f"{name}.yaml")
                self.assertEqual(there._export(second, pack_code=plan.pack.code).encode(), exported)

    @proves("S1.1-4.2.2", "S1.1-4.2.3", "S1.1-4.2.4b")
    def test_numbers_of_the_partners_policy(self):
        company = self.env["res.company"].create({"name": "Partners"})
        _packs, plan = self._apply(company, "partner_visits_001_1")
        asked = {question.path for question in plan.pack.questions}
        self.assertFalse(any("out-of-town" in path for path in asked), "half a year stands in the source")
        rules = self.env["dealer.visit.rule"].search([("company_id", "=", company.id)])
        self.assertEqual(set(rules.mapped("mode")), {"observe"})
        first, a_grade, b_grade = rules.filtered(lambda rule: rule.kind == "interval")[:3]
        self.assertEqual((first.code, first.interval, first.interval_unit), ("out-of-town-001-1", 6, "month"))
        self.assertEqual((a_grade.grade_codes, a_grade.interval), ("A", 3))
        self.assertEqual((b_grade.grade_codes, b_grade.interval), ("B", 6))
        senior = rules.filtered(lambda rule: rule.kind == "senior")
        self.assertEqual(senior.mapped("visits_per_year"), [1, 1])
        self.assertEqual(senior.senior_group_id, self.env.ref("customer_policy.group_general_manager"))

    @proves("S1.6-ka-01a")
    def test_two_days_of_duty(self):
        company = self.env["res.company"].create({"name": "Cars"})
        self._apply(company, "key_account_visits_001_6")
        rule = self.env["dealer.visit.day.rule"].search([("company_id", "=", company.id)])
        self.assertEqual((rule.duty_days, rule.needs_route, rule.allowance), (2, True, 20))
        purpose = self.env["dealer.visit.purpose"].search([("company_id", "=", company.id)])
        self.assertTrue(purpose.needs_action_report and purpose.needs_card)
