import yaml

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

    def setUp(self):
        super().setUp()
        # the job commits now and then
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args, **_options: 60)

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

    def test_an_order_of_nothing_is_no_deal(self):
        order = self._order(self.lead)
        order.order_line.product_uom_qty = 0
        self.lead.action_set_won()
        self.assertFalse(self._proposed())

    def test_of_a_combo_its_parts_are_delivered(self):
        item = Command.create({"product_id": self.product.id})
        combo = self.env["product.combo"].create({"name": "Car and mat", "combo_item_ids": [item]})
        bundle = self.env["product.product"].create(
            {"name": "Bundle", "type": "combo", "combo_ids": [Command.set(combo.ids)]}
        )
        order = self._order(self.lead)
        order.order_line = [Command.create({"product_id": bundle.id, "product_uom_qty": 1, "tax_ids": False})]
        order.order_line[0].qty_delivered = 2
        self.lead.action_set_won()
        self.assertEqual(len(self._proposed()), 1)

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

    @proves("S1.6-ka-08")
    def test_only_an_old_customer_by_the_pack(self):
        data = self.env["customer.policy.pack"]._read_shipped("dealer_visit/gifts_001_6.yaml")[0]
        rules = yaml.safe_load(data)["rules"]["dealer.reward.rule"]
        self.rule.domain = next(rule["domain"] for rule in rules if rule["kind"] == "referral")
        self._order(self.lead).order_line.qty_delivered = 2
        self.lead.action_set_won()
        for status, rewarded in (("potential", False), ("not_cooperating", False), ("cooperating", True)):
            self.file.life_status = status
            self.assertEqual(bool(self._proposed()), rewarded, status)

    @proves("S1.6-ka-08")
    def test_who_introduced_the_buyer_is_named_before_the_deal_is_won(self):
        salesman = self._new_user("base.group_user,sales_team.group_sale_salesman_all_leads", login="salesman")
        friend = self._customers(1).partner_id
        lead = self.as_user(salesman, self.lead)
        lead.dealer_referrer_id = friend
        self.lead.action_set_won()
        for partner in (self.file.partner_id, self.env["res.partner"]):
            self.assertRefused(
                "is won: who introduced", lambda partner=partner: lead.write({"dealer_referrer_id": partner.id})
            )
        lead.write({"dealer_referrer_id": friend.id, "name": "Two more cars"})
        self.assertTrue(self.env["crm.lead"]._fields["dealer_referrer_id"].tracking)

    def test_merged_opportunities_keep_who_introduced_the_buyer(self):
        other = self._lead()
        self.lead.dealer_referrer_id = False
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual((merged, merged.dealer_referrer_id), (self.lead, self.file.partner_id))

    def test_a_deal_that_is_won_gets_no_referrer_by_a_merge(self):
        other = self._lead(dealer_referrer_id=False)
        other.action_set_won()
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual((merged, merged.dealer_referrer_id.ids), (other, []))

    def test_a_reward_goes_along_when_its_opportunity_is_merged_away(self):
        other = self._lead()
        self._order(other).order_line.qty_delivered = 2
        other.action_set_won()
        reward = self._proposed()
        self.lead.action_set_won()
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual((merged, reward.lead_id), (self.lead, self.lead))
        self.assertFalse(other.exists())
        self.assertEqual(self._proposed(), reward)
        reward.action_request()
        self.assertEqual(reward.state, "requested")

    def test_two_rewarded_opportunities_are_not_merged(self):
        leads = self.lead | self._lead()
        for lead in leads:
            self._order(lead).order_line.qty_delivered = 2
            lead.action_set_won()
        rewards = self._proposed()
        self.assertEqual(rewards.lead_id, leads)
        self.assertRefused("two referrals", leads.merge_opportunity)

    def test_a_rule_that_observes_lists_each_referral_once(self):
        self.rule.mode = "observe"
        leads = self.lead | self._lead()
        for lead in leads:
            self._order(lead).order_line.qty_delivered = 2
            lead.action_set_won()
        for _night in range(2):
            self.assertFalse(self._proposed())
            seen = self.env["customer.policy.observation"].search([("rule_code", "=", self.rule.code)])
            self.assertEqual((set(seen.mapped("res_model")), sorted(seen.mapped("res_id"))), ({"crm.lead"}, leads.ids))
