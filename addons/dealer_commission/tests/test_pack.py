from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

PACKS = ("dealer_commission/agent_rebates_001_5.yaml", "dealer_commission/consultant_commissions_001_6.yaml")


class TestPack(ShippedPackCase):
    #: the sources name no rates and no pay day
    ANSWERS = {".basis": "paid", ".rate": "0.5", ".pay_day": "15"}

    def test_applied_and_the_round_trip(self):
        company = self._empty_company()
        for name in PACKS:
            with self.subTest(name):
                self._check_round_trip(name)
            plan = self._apply_shipped(name, company)
            asked = {question.path.rpartition(".")[2] for question in plan.pack.questions}
            self.assertLessEqual(asked, {"basis", "rate", "pay_day"})
        rules = self._records("customer.deadline.rule", company).sorted("duration")
        self.assertEqual(rules.mapped("duration"), [1, 5])
        schemes = self._records("dealer.commission.scheme", company)
        self.assertEqual(schemes.tier_ids.mapped("threshold"), [0, 0])
        self.assertEqual(set(schemes.mapped("mode")), {"observe"})
        self.assertTrue(self._records("dealer.commission.rule", company).guards_salesperson)
