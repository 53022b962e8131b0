from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .gift_common import GiftCase


class TestReward(GiftCase):
    """Rewards are proposed by rules, approved, and only then paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rewards = cls.env["dealer.reward"]
        cls._approval("dealer.reward", "manager")
        cls.year = cls.company._policy_today().year

    def setUp(self):
        super().setUp()
        # the job commits now and then
        self.committed = []
        self.patch(
            self.registry["ir.cron"],
            "_commit_progress",
            lambda _cron, done=0, **options: self.committed.append((done, options["remaining"])) or 60,
        )

    def _care(self, **values):
        return self._rule("dealer.reward.rule", kind="care", amount=100, cooperation_years=5, **values)

    @proves("S4.gen8-7")
    def test_a_customer_of_five_years_is_rewarded_once(self):
        five, four, _none = self._customers(3)
        five.cooperation_since, four.cooperation_since = self.year - 5, self.year - 4
        rule = self._care()
        for _night in range(2):
            self.env["dealer.reward.rule"]._cron_propose()
            reward = self.Rewards.search([("rule_id", "=", rule.id)])
            self.assertRecordValues(
                reward, [{"file_id": five.id, "amount": 100, "state": "draft", "user_id": self.seller.id}]
            )
        rule.amount = 70
        self.assertEqual(reward.amount, 100)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            reward.copy()

    @proves("S4.gen8-7")
    def test_customers_of_high_value_by_the_condition_of_the_rule(self):
        high, low = self._customers(2)
        (high | low).cooperation_since = self.year - 9
        high.dealer_credit_rating = "AAA"
        rule = self._care(domain="[('dealer_credit_rating', '=', 'AAA')]")
        rule._propose()
        self.assertEqual(self.Rewards.search([("rule_id", "=", rule.id)]).file_id, high)

    def test_a_rule_that_cannot_be_followed_stops_no_other(self):
        self.file.cooperation_since = self.year - 5
        broken, rule = self._care(sequence=1), self._care(sequence=2)
        # a field that went away with its addon
        self.env.cr.execute(
            "UPDATE dealer_reward_rule SET domain = %s WHERE id = %s", ["[('gone', '=', 1)]", broken.id]
        )
        broken.invalidate_recordset()
        with mute_logger("odoo.addons.dealer_visit.models.dealer_reward_rule"):
            self.env["dealer.reward.rule"]._cron_propose()
        self.assertEqual(self.Rewards.search([("rule_id", "=", rule.id)]).file_id, self.file)

    def test_a_rule_that_observes_lists_once_what_it_would_propose(self):
        self.file.cooperation_since = self.year - 5
        rule = self._care(mode="observe")
        rule._propose()
        with patch.object(self.registry["customer.policy.observation"], "_record") as record:
            rule._propose()
        record.assert_not_called()
        self.assertFalse(self.Rewards.search([("rule_id", "=", rule.id)]))
        self.assertEqual(
            self.env["customer.policy.observation"].search_count(
                [("rule_code", "=", rule.code), ("res_id", "=", self.file.id)]
            ),
            1,
        )

    @proves("S4.gen8-7", "S1.6-mkt-05")
    def test_payable_only_after_approval(self):
        self.file.cooperation_since = self.year - 5
        self._care()._propose()
        reward = self.as_user(self.boss, self.Rewards.search([("file_id", "=", self.file.id)]))
        self.assertRefused("not possible in the state", reward.action_pay)
        reward.action_request()
        self.assertRefused("It waits for", reward.action_approve)
        self.assertEqual((reward.state, reward.approval_state), ("requested", "pending"))
        self._decide(reward, self.head)
        self.assertEqual(reward.state, "payable")
        self.assertRefused("with which voucher", reward.action_pay)
        reward.payment_reference = "V 12"
        self.assertRefused("needs the role", self.as_user(self.seller, reward).action_pay)
        reward.action_pay()
        self.assertEqual((reward.state, reward.paid_by_id), ("paid", self.boss))
        self.assertRefused("closed", lambda: reward.sudo().write({"payment_reference": "x"}))

    @proves("S1.6-mkt-05")
    def test_an_adopted_suggestion_waits_for_its_approval(self):
        rule = self._rule("dealer.reward.rule", kind="suggestion", amount=50)
        rewards = self.as_user(self.seller, self.Rewards)
        reward = rewards.create({"rule_id": rule.id, "reason": "Test drives on Sunday, adopted by East"})
        reward.action_request()
        self.assertRecordValues(
            reward, [{"amount": 50, "user_id": self.seller.id, "state": "requested", "approval_state": "pending"}]
        )
        self.assertRefused("not possible in the state", self.as_user(self.boss, reward).action_pay)
        self.assertFalse(self.as_user(self.other_seller, reward).has_access("read"), "of employees, the own")

    def test_nobody_decides_on_the_own_suggestion(self):
        rule = self._rule("dealer.reward.rule", kind="suggestion", amount=50)
        reward = self.as_user(self.head, self.Rewards).create({"rule_id": rule.id, "reason": "x"})
        reward.action_request()
        self.assertRefused("not yours|Nobody|no longer", lambda: self._decide(reward, self.head))

    def test_amount_and_state_are_nobodys_to_set(self):
        rule = self._care()
        rewards = self.as_user(self.boss, self.Rewards)
        vals = {"rule_id": rule.id, "file_id": self.file.id, "reason": "x"}
        reward = rewards.with_context(default_amount=900, default_state="payable").create({**vals, "amount": 900})
        self.assertEqual((reward.amount, reward.state), (100, "draft"))
        for name, value in (("amount", 900), ("state", "payable"), ("rule_id", self._care().id)):
            self.assertRefused("", lambda name=name, value=value: reward.write({name: value}), AccessError)

    @proves("S4.gen8-7")
    def test_care_is_asked_for_only_where_the_rule_is_met(self):
        rule = self._care(domain="[('dealer_credit_rating', '=', 'AAA')]")
        self.file.write({"cooperation_since": self.year - 4, "dealer_credit_rating": "AAA"})
        rewards = self.as_user(self.seller, self.Rewards)
        reward = rewards.create({"rule_id": rule.id, "file_id": self.file.id, "reason": "x"})
        self.assertRefused("does not meet the rule", reward.action_request)
        self.file.write({"cooperation_since": self.year - 5, "dealer_credit_rating": "AA"})
        self.assertRefused("does not meet the rule", reward.action_request)
        self.file.dealer_credit_rating = "AAA"
        tomorrow = fields.Date.add(self.company._policy_today(), days=1)
        for vals in ({"active": False}, {"effective_from": tomorrow}):
            rule.write(vals)
            self.assertRefused("not in force", reward.action_request)
            rule.write({"active": True, "effective_from": False})
        reward.action_request()
        self.assertEqual(reward.state, "requested")

    @proves("S4.gen8-7")
    def test_a_cancelled_reward_does_not_stand_in_the_way_of_the_right_one(self):
        self.file.cooperation_since = self.year - 5
        rule = self._care()
        rule._propose()
        wrong = self.Rewards.search([("rule_id", "=", rule.id)])
        self.as_user(self.boss, wrong).action_cancel()
        rule._propose()
        self.assertEqual(self.Rewards.search([("rule_id", "=", rule.id)]), wrong, "no is no, for the scheduled job")
        right = self.Rewards.create({"rule_id": rule.id, "file_id": self.file.id, "reason": "x"})
        right.action_request()
        self.assertEqual(right.state, "requested")

    def test_many_are_proposed_in_batches(self):
        files = self._customers(5, cooperation_since=self.year - 5)
        rule = self._care()
        with patch("odoo.addons.dealer_visit.models.dealer_reward_rule.AT_ONCE", 2):
            self.assertTrue(rule._propose())
        self.assertEqual(self.committed, [(2, 3), (2, 1), (1, 0)])
        self.assertEqual(self.Rewards.search([("rule_id", "=", rule.id)]).file_id, files)

    def test_the_kind_of_a_rule_stays_once_there_are_rewards(self):
        rule = self._care()
        rule.kind = "referral"
        rule.kind = "care"
        self.file.cooperation_since = self.year - 5
        rule._propose()
        self.assertRefused("rewards of this kind", lambda: rule.write({"kind": "suggestion"}), UserError)
        rule.write({"kind": "care", "amount": 120})

    def test_without_a_rule_for_its_approval_it_waits(self):
        self.file.cooperation_since = self.year - 5
        self.env["customer.approval.rule"].search([("document_model", "=", "dealer.reward")]).unlink()
        reward = self.Rewards.create({"rule_id": self._care().id, "file_id": self.file.id, "reason": "x"})
        self.assertRefused("no rule says whose", reward.action_request)
        reward.rule_id.mode = "observe"
        self.assertRefused("not in force", reward.action_request)

    def test_customers_for_care_and_employees_for_suggestions(self):
        rule = self._rule("dealer.reward.rule", kind="suggestion", amount=50)
        for wrong in ({"rule_id": rule.id, "file_id": self.file.id}, {"rule_id": self._care().id}):
            self.assertRefused("a customer is rewarded", lambda w=wrong: self.Rewards.create(w), ValidationError)
