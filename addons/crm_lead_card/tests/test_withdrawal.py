from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import CardCase


@tagged("post_install", "-at_install")
class TestWithdrawal(CardCase):
    def setUp(self):
        super().setUp()
        self.card = self._signed("05 10:00")

    @proves("S1.6-cards-10")
    def test_with_a_reason_and_a_signature_the_assistant_keeps_it(self):
        card, leader = self.card, self.as_user(self.wu, self.card)
        with self.at("06 10:00"):
            for reason in (False, "  "):
                card.withdraw_reason = reason
                self.assertRefused("write in detail", card.action_ask_withdrawal)
                self.assertRefused("write in detail", leader.action_withdraw)
            card.withdraw_reason = "Moved to another town, bought there"
            card.action_ask_withdrawal()
            self.assertRecordValues(card, [{"state": "valid", "custodian_id": False}])
            self.assertEqual(card.sudo().activity_ids.user_id, self.bao)
            self.assertRefused("A leader", card.action_withdraw)
            self.assertRefused("asked to sign", lambda: card.write({"withdraw_reason": "Other"}), AccessError)
            leader.action_withdraw()
        self.assertRecordValues(
            card, [{"state": "withdrawn", "custodian_id": self.assistant.id, "withdrawn_by_id": self.wu.id}]
        )
        self.assertFalse(card.sudo().activity_ids)
        self.assertFalse(card.sudo().deadline_ids.filtered(lambda one: one.state == "open"))
        self.assertRefused("closed", lambda: leader.write({"phone": "1"}))
        self.assertEqual(self.as_user(self.assistant, card).state, "withdrawn")
        other = self._signed("06 11:00", holder=self.li)
        self.assertEqual(other.state, "valid", "a withdrawn card protects nothing")

    @proves("S1.6-cards-10")
    def test_a_withdrawal_that_is_refused_or_overtaken(self):
        card, leader = self.card, self.as_user(self.wu, self.card)
        with self.at("06 10:00"):
            card.withdraw_reason = "No time"
            other = card.sudo().activity_schedule("mail.mail_activity_data_todo", user_id=self.bao.id)
            card.action_ask_withdrawal()
            self.assertRefused("a leader refuses", card.action_refuse_withdrawal, AccessError)
            leader.action_refuse_withdrawal()
            self.assertRecordValues(
                card, [{"state": "valid", "withdrawal_asked_date": False, "withdraw_reason": False}]
            )
            self.assertEqual(card.sudo().activity_ids, other, "the own activity alone is done")
            self.assertEqual(self.events(card)[-1].kind, "refused")
            self.assertRefused("nobody asks", leader.action_refuse_withdrawal)
            card.withdraw_reason = "Still no time"
            card.action_ask_withdrawal()
        with self.at("18 10:00"):
            leader._hand_on(self.zhao, "")
        self.assertRecordValues(card.sudo(), [{"withdrawal_asked_date": False, "withdraw_reason": False}])
        self.assertEqual(card.sudo().activity_ids, other)

    @proves("S1.6-cards-10")
    def test_torn_up_is_reported_once(self):
        with self.conduct() as reports:
            self.assertRefused("a leader or the keeper", self.card.action_report_torn, AccessError)
            self.as_user(self.wu, self.card).action_report_torn()
            self.assertRefused("already", self.as_user(self.wu, self.card).action_report_torn)
        self.assertEqual(reports, [("card-torn-001-6", self.zhang, 1, self.card)])

    @proves("S1.6-cards-10")
    def test_cards_are_never_deleted(self):
        draft = self._card(phone="154 0000 0009")
        for card in (draft, self.card):
            self.assertRefused("", card.unlink, AccessError)
            self.assertRefused("never deleted", card.sudo().unlink, UserError)

    def test_without_an_assistant_it_is_not_withdrawn(self):
        self.rule.custodian_id = False
        self.card.withdraw_reason = "x"
        self.assertRefused("who keeps withdrawn cards", self.as_user(self.wu, self.card).action_withdraw)
        self.rule.mode = "observe"
        self.as_user(self.wu, self.card).action_withdraw()
        self.assertEqual(self.card.state, "withdrawn")

    def test_a_won_lead_wins_its_card(self):
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        with self.at("06 10:00"):
            self.as_user(self.zhang, self.card.lead_id).stage_id = won
        self.assertRecordValues(self.card, [{"state": "won", "conversion": 100, "waste_share": 0}])
        late = self._signed("05 10:00", phone="154 0000 0002")
        with self.at("09 10:00"):
            self.as_user(self.zhang, late.lead_id).stage_id = won
        self.assertEqual(late.state, "waste", "what was waste before does not come back")

    def test_nobody_wins_the_card_of_another(self):
        """A lead without a salesperson is everybody's, the card of it is its holder's."""
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        lead, before = self.card.lead_id.sudo(), self.card.lead_id.sudo().stage_id
        lead.user_id = False
        with self.at("06 10:00"):
            self.as_user(self.li, lead).stage_id = won
            self.assertEqual(self.card.state, "valid")
            self.as_user(self.li, lead).stage_id = before
            self.as_user(self.zhang, lead).stage_id = won
            self.assertEqual(self.card.state, "won")
            self.as_user(self.li, lead).stage_id = before
            self.assertEqual(self.card.state, "won")
            self.as_user(self.wu, lead).stage_id = won
            self.as_user(self.wu, lead).stage_id = before
        self.assertEqual(self.card.state, "valid")
        event = self.events(self.card)[-1]
        self.assertEqual((event.kind, event.user_id), ("reopened", self.wu))
        self.assertEqual(str(self.card.valid_until), "2026-05-08", "its days went on")
        self.assertRefused("by itself", lambda: self.as_user(self.wu, self.card)._run_step("win"))

    def test_a_won_card_stays_so_where_another_owns_the_customer(self):
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        lead = self.as_user(self.zhang, self.card.lead_id)
        before = lead.stage_id
        with self.at("06 10:00"):
            lead.stage_id = won
        self._signed("06 11:00", holder=self.li)
        with self.at("06 12:00"):
            lead.stage_id = before
        self.assertEqual(self.card.state, "won")
