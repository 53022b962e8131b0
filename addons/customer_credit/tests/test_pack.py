from odoo.addons.customer_policy.tests.common import RoleCase

NUMBERS = {
    "high-004.score_from": "80",
    "high-004.default_limit": "100000",
    "high-004.payment_days": "60",
    "medium-004.score_from": "60",
    "medium-004.default_limit": "30000",
    "medium-004.payment_days": "30",
    "low-004.payment_days": "0",
}


class TestPack(RoleCase):
    def _packs(self, company):
        user = self.users["rules_administrator"]
        user.company_ids = [(4, company.id)]
        return self.env["customer.policy.pack"].with_user(user).with_context(allowed_company_ids=company.ids)

    def _answer(self, path):
        return next((value for name, value in NUMBERS.items() if path.endswith(name)), "7")

    def test_applied_and_the_round_trip(self):
        first, second = (self.env["res.company"].create({"name": f"Credit {one}"}) for one in (1, 2))
        self.env.user.company_ids |= first | second
        packs = self._packs(first)
        data, filename = packs._read_shipped("customer_credit/credit_004.yaml")
        questions = packs._plan(first, data, filename).pack.questions
        self.assertGreater(len(questions), 25, "the sources name no numbers: none has a hidden default")
        plan = packs._apply(first, data, filename, answers={one.path: self._answer(one.path) for one in questions})
        self.assertEqual(plan.counts["created"], len(plan.pack.rules))
        levels = self.env["customer.credit.level"].search([("company_id", "=", first.id)])
        self.assertEqual(levels.mapped("score_from"), [80, 60, 0])
        self.assertEqual(levels.mapped("payment_days"), [60, 30, 0])
        self.assertEqual(set(levels.mapped("mode")), {"observe"})
        exported = packs._export(first, pack_code=plan.pack.code)
        packs = self._packs(second)
        packs._apply(second, exported.encode(), "credit_004.yaml")
        self.assertEqual(packs._export(second, pack_code=plan.pack.code), exported)
