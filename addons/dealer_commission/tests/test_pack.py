from odoo.addons.customer_policy.tests.common import RoleCase

PACKS = ("agent_rebates_001_5", "consultant_commissions_001_6")
#: the sources name no rates and no pay day
ANSWERS = {"basis": "paid", "rate": "0.5", "pay_day": "15"}


class TestPack(RoleCase):
    def _packs(self, company):
        user = self.users["rules_administrator"]
        user.company_ids = [(4, company.id)]
        return self.env["customer.policy.pack"].with_user(user).with_context(allowed_company_ids=company.ids)

    def test_applied_and_the_round_trip(self):
        first, second = (self.env["res.company"].create({"name": f"Commission {one}"}) for one in (1, 2))
        self.env.user.company_ids |= first | second
        for name in PACKS:
            packs = self._packs(first)
            data, filename = packs._read_shipped(f"dealer_commission/{name}.yaml")
            questions = packs._plan(first, data, filename).pack.questions
            answers = {one.path: ANSWERS[one.path.rpartition(".")[2]] for one in questions}
            plan = packs._apply(first, data, filename, answers=answers)
            self.assertEqual(plan.counts["created"], len(plan.pack.rules))
            exported = packs._export(first, pack_code=plan.pack.code)
            packs = self._packs(second)
            packs._apply(second, exported.encode(), filename)
            self.assertEqual(packs._export(second, pack_code=plan.pack.code), exported)
        rules = self.env["customer.deadline.rule"].search([("company_id", "=", first.id)], order="duration")
        self.assertEqual(rules.mapped("duration"), [1, 5])
        schemes = self.env["dealer.commission.scheme"].search([("company_id", "=", first.id)])
        self.assertEqual(schemes.tier_ids.mapped("threshold"), [0, 0])
        self.assertEqual(set(schemes.mapped("mode")), {"observe"})
        self.assertTrue(self.env["dealer.commission.rule"].search([("company_id", "=", first.id)]).guards_salesperson)
