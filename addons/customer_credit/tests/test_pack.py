from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

PACK = "customer_credit/credit_004.yaml"


class TestPack(ShippedPackCase):
    ANSWERS = {
        "": "7",
        "high-004.score_from": "80",
        "high-004.default_limit": "100000",
        "high-004.payment_days": "60",
        "medium-004.score_from": "60",
        "medium-004.default_limit": "30000",
        "medium-004.payment_days": "30",
        "low-004.payment_days": "0",
    }

    def test_applied_and_the_round_trip(self):
        self._check_round_trip(PACK)
        company = self._empty_company()
        questions = self._apply_shipped(PACK, company).pack.questions
        self.assertGreater(len(questions), 25, "the sources name no numbers: none has a hidden default")
        levels = self._records("customer.credit.level", company)
        self.assertEqual(levels.mapped("score_from"), [80, 60, 0])
        self.assertEqual(levels.mapped("payment_days"), [60, 30, 0])
        self.assertEqual(set(levels.mapped("mode")), {"observe"})
