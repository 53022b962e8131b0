from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.dealer_visit.tests.gift_common import GiftCase


@tagged("post_install", "-at_install")
class TestReferral(GiftCase):
    """An old customer introduces a buyer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._approval("dealer.reward", "manager")
        cls.rule = cls._rule("dealer.reward.rule", kind="referral", amount=200)
        cls.buyer = cls._partner("Buyer")
        cls.lead = cls._lead()

    @classmethod
    def _lead(cls, **values):
        vals = {"name": "Two cars", "type": "opportunity", "partner_id": cls.buyer.id, "company_id": cls.company.id}
        return cls.env["crm.lead"].create(
            {**vals, "user_id": False, "dealer_referrer_id": cls.file.partner_id.id, **values}
        )

    def _order(self, lead, **values):
        line = {"product_id": self.product.id, "product_uom_qty": 2, "price_unit": 10, "tax_ids": False}
        order = self.env["sale.order"].create(
            {
                "partner_id": self.buyer.id,
                "company_id": self.company.id,
                "opportunity_id": lead.id,
                "order_line": [Command.create(line)],
                **values,
            }
        )
        order.action_confirm()
        return order

    def _proposed(self):
        self.env["dealer.reward.rule"]._cron_propose()
        return self.env["dealer.reward"].search([("rule_id", "=", self.rule.id)])

    @proves("S1.6-ka-08")
    def test_rewarded_when_the_deal_is_delivered(self):
        order = self._order(self.lead)
        self.lead.action_set_won()
        self.assertFalse(self._proposed(), "nothing is delivered")
        order.order_line.qty_delivered = 1
        self.assertFalse(self._proposed(), "one of two is delivered")
        order.order_line.qty_delivered = 2
        self._proposed()
        reward = self._proposed()
        self.assertRecordValues(
            reward, [{"amount": 200, "file_id": self.file.id, "lead_id": self.lead.id, "state": "draft"}]
        )
        reward.action_request()
        self.assertEqual(reward.state, "requested")
        self._decide(reward, self.head)
        self.assertEqual(reward.state, "payable")

    @proves("S1.6-ka-08")
    def test_nothing_for_a_deal_that_was_lost(self):
        order = self._order(self.lead)
        order.order_line.qty_delivered = 2
        self.assertFalse(self._proposed(), "it is still open")
        self.lead.action_set_lost()
        self.assertFalse(self._proposed())

    @proves("S1.6-ka-08")
    def test_a_deal_that_was_lost_after_all_is_not_paid(self):
        order = self._order(self.lead)
        order.order_line.qty_delivered = 2
        self.lead.action_set_won()
        reward = self._proposed()
        order.order_line.qty_delivered = 1
        self.assertRefused("won and delivered", reward.action_request)
        order.order_line.qty_delivered = 2
        reward.action_request()
        self._decide(reward, self.head)
        self.lead.stage_id = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        self.lead.action_set_lost()
        reward.payment_reference = "V 1"
        self.assertRefused("won and delivered", self.as_user(self.boss, reward).action_pay)

    def test_nobody_introduces_himself_and_strangers_get_nothing(self):
        for referrer in (self.buyer, self._partner("Stranger")):
            lead = self._lead(dealer_referrer_id=referrer.id)
            self._order(lead).order_line.qty_delivered = 2
            lead.action_set_won()
        self.assertFalse(self._proposed())

    def test_a_referral_is_made_up_on_no_way(self):
        self._order(self.lead).order_line.qty_delivered = 2
        self.lead.action_set_won()
        rewards = self.as_user(self.boss, self.env["dealer.reward"]).with_context(default_lead_id=self.lead.id)
        vals = {"rule_id": self.rule.id, "file_id": self.file.id, "reason": "x"}
        reward = rewards.create({**vals, "lead_id": self.lead.id})
        self.assertFalse(reward.lead_id)
        self.assertRefused("won and delivered", reward.action_request)
        self.assertRefused("cannot be changed", lambda: reward.write({"lead_id": self.lead.id}), AccessError)
