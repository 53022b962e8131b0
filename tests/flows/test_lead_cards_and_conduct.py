from odoo.tests import tagged

from odoo.addons.crm_lead_card.tests.common import CardCase
from odoo.addons.customer_policy.tests.common import proves


@tagged("post_install", "-at_install")
class TestLeadCardsAndConduct(CardCase):
    """What the lead cards of the car dealer report, and what its discipline proposes for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._apply_shipped("staff_conduct/car_sales_discipline_001_6.yaml", cls.company, enforce=True)

    def _proposed(self, code, user):
        """Return what is proposed against somebody by a rule, in all."""
        reports = self.env["staff.conduct.report"].search(
            [("rule_id.code", "=", code), ("employee_id.user_id", "=", user.id), ("company_id", "=", self.company.id)]
        )
        cases = self.env["staff.conduct.case"].search(
            [("rule_id.code", "=", code), ("employee_id.user_id", "=", user.id), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(reports), len(cases))
        return sum(cases.mapped("amount"))

    @proves("S1.6-cards-07")
    def test_two_duplicates_after_missed_call_backs_are_40(self):
        for number in (1, 2):
            self._signed("05 10:00", phone=f"154 0000 000{number}")
            self._signed("09 10:00", holder=self.li, phone=f"154 0000 000{number}")
        self.assertEqual(self._proposed("card-duplicate-001-6", self.zhang), 40)
        self.assertEqual(self._proposed("card-duplicate-001-6", self.li), 0)

    @proves("S1.6-mkt-04", "S1.6-cards-10")
    def test_a_wrong_source_is_20_a_swap_100_and_a_torn_card_20(self):
        newspaper, friend = self.env["utm.source"].create([{"name": "Card paper"}, {"name": "Card friend"}])
        card = self._signed("05 10:00", source_id=newspaper.id)
        checks = self.as_user(self.marketing, self.env["customer.lead.card.check"])
        with self.at("06 10:00"):
            checks.create({"card_id": card.id, "told_source_id": friend.id})
            checks.create({"card_id": card.id, "answer": "swapped", "swapped_with_id": self.li.id})
            self.as_user(self.wu, card).action_report_torn()
        self.assertEqual(self._proposed("card-source-001-6", self.zhang), 20)
        self.assertEqual(self._proposed("card-swapped-001-6", self.zhang), 100)
        self.assertEqual(self._proposed("card-swapped-001-6", self.li), 100)
        self.assertEqual(self._proposed("card-torn-001-6", self.zhang), 20)

    @proves("S1.6-cards-05a")
    def test_who_hinders_the_sale_is_asked_to_leave(self):
        self._signed("05 10:00")
        duplicate = self._signed("05 11:00", holder=self.li)
        self.as_user(self.wu, duplicate).action_report_hindrance()
        case = self.env["staff.conduct.case"].search([("rule_id.code", "=", "card-hindered-001-6")])
        self.assertEqual((case.employee_id.user_id, case.sanction_id.code), (self.li, "asked-to-leave-001-6"))
