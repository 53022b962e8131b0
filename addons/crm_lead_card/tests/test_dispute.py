from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import CardCase


@tagged("post_install", "-at_install")
class TestDispute(CardCase):
    """Li claims the customer of Zhang's card, since a friend of hers introduced him."""

    def setUp(self):
        super().setUp()
        self.card = self._signed("05 10:00").sudo()
        self.duplicate = self._signed("05 11:00", holder=self.li).sudo()

    def _dispute(self, owner=None, **values):
        action = self.as_user(self.li, self.duplicate).action_dispute()
        disputes = self.as_user(self.li, self.env["customer.lead.card.dispute"]).with_context(**action["context"])
        owner = owner or self.li
        return disputes.create({"grounds": "My friend brought him", "owner_id": owner.id, **values})

    def _approve(self, dispute, user):
        approval = dispute.sudo().approval_ids.filtered(lambda one: one.state == "pending")
        self.as_user(user, approval).action_approve()

    @proves("S1.6-cards-09")
    def test_leader_and_manager_decide(self):
        dispute = self._dispute()
        self.assertRecordValues(
            dispute,
            [{"card_id": self.card.id, "claimant_id": self.zhang.id, "other_claimant_id": self.li.id, "state": "open"}],
        )
        with self.at("06 10:00"):
            dispute.action_request_approval()
            self._approve(dispute, self.wu)
            self.assertEqual((dispute.state, self.card.holder_id), ("open", self.zhang), "the manager decides as well")
            self._approve(dispute, self.manager)
        self.assertRecordValues(dispute, [{"state": "decided", "decided_by_id": self.manager.id}])
        self.assertRecordValues(self.card, [{"holder_id": self.li.id, "state": "valid"}])
        self.assertEqual((self.duplicate.holder_id, self.duplicate.state), (self.zhang, "duplicate"), "he helps now")
        event = self.events(self.card)[-1]
        self.assertEqual((event.kind, event.old_value, event.new_value), ("decided", "zhang", "li"))
        self.assertEqual(str(self.card.valid_until), "2026-05-08", "its days go on")

    @proves("S1.6-cards-09")
    def test_the_holder_keeps_it(self):
        dispute = self._dispute(self.zhang)
        dispute.action_request_approval()
        for user in (self.wu, self.manager):
            self._approve(dispute, user)
        self.assertEqual((dispute.state, self.card.holder_id), ("decided", self.zhang))

    @proves("S1.6-cards-09")
    def test_another_owner_must_be_approved_again(self):
        dispute = self._dispute()
        dispute.action_request_approval()
        self._approve(dispute, self.wu)
        dispute.owner_id = self.zhang
        self.assertNotEqual(dispute.approval_state, "pending")
        self.assertEqual(self.card.holder_id, self.zhang)

    @proves("S1.6-cards-09")
    def test_neither_of_the_two_decides(self):
        """Leader and manager, where they claim the customer themselves: not asked, and refused."""
        rules = self.env["customer.approval.rule"].search([("document_model", "=", "customer.lead.card.dispute")])
        rules.four_eyes = False
        with self.at("05 12:00"):
            card = self._card(self.manager, phone="154 0000 0002")
            self._sign(card, card.proposed_signer_id)
        for disputed, claimant, barred in ((self.card, self.wu, self.wu), (card, self.li, self.manager)):
            with self.subTest(barred.login):
                dispute = self.as_user(claimant, self.env["customer.lead.card.dispute"]).create(
                    {"card_id": disputed.id, "grounds": "x", "owner_id": claimant.id}
                )
                dispute.action_request_approval()
                approval = dispute.sudo().approval_ids
                self.assertNotIn(barred, approval.approver_ids)
                self.assertRefused("", self.as_user(barred, approval).action_approve, UserError)

    @proves("S1.6-cards-09")
    def test_the_grounds_are_those_of_who_entered_them(self):
        dispute = self._dispute()
        opponent = self.as_user(self.zhang, dispute)
        self.assertEqual(opponent.grounds, "My friend brought him")
        self.assertNotIn("drop", opponent.allowed_steps)
        for call in (
            lambda: opponent.write({"grounds": "x"}),
            lambda: opponent.write({"owner_id": self.zhang.id}),
            opponent.action_drop,
            opponent.action_request_approval,
        ):
            self.assertRefused("", call, UserError)
        self.as_user(self.wu, dispute).grounds = "Her friend brought him"
        dispute.action_request_approval()
        self.assertRefused("the grounds stay", lambda: dispute.write({"grounds": "x"}), AccessError)
        dispute.action_drop()
        self.assertEqual(dispute.state, "dropped")

    @proves("S1.6-cards-09")
    def test_it_ends_with_the_card(self):
        dispute = self._dispute()
        dispute.action_request_approval()
        with self.at("06 10:00"):
            self.card.withdraw_reason = "He bought elsewhere"
            self.as_user(self.wu, self.card).action_withdraw()
        self.assertEqual(dispute.state, "dropped")
        self.assertEqual(set(dispute.sudo().approval_ids.mapped("state")), {"cancelled"})

    @proves("S1.6-cards-09")
    def test_it_ends_with_the_claim(self):
        dispute = self._dispute()
        dispute.action_request_approval()
        with self.at("18 10:00"):
            self.as_user(self.wu, self.card)._hand_on(self.zhao, "")
        self.assertEqual((dispute.state, self.card.holder_id), ("dropped", self.zhao))

    @proves("S1.6-cards-09")
    def test_decided_late_it_begins_anew(self):
        """It became waste in the hands of the other one."""
        dispute = self._dispute()
        with self.at("18 10:00"):
            dispute.action_request_approval()
            for user in (self.wu, self.manager):
                self._approve(dispute, user)
        self.assertEqual((self.card.state, self.card.holder_id), ("valid", self.li))
        self.assertEqual(str(self.card.valid_until), "2026-05-21")
        kinds = self.events(self.card).mapped("kind")
        self.assertEqual(kinds[-2:], ["waste", "decided"])

    @proves("S1.6-cards-09")
    def test_decided_late_for_the_holder_it_stays_what_it_is(self):
        dispute = self._dispute(self.zhang)
        with self.at("18 10:00"):
            dispute.action_request_approval()
            for user in (self.wu, self.manager):
                self._approve(dispute, user)
        self.assertEqual((self.card.state, self.card.holder_id), ("waste", self.zhang))

    def test_what_cannot_be(self):
        self.assertRefused("one of the two", lambda: self._dispute(self.zhao), ValidationError)
        dispute = self._dispute(owner_id=False)
        self.assertRefused("to whom", dispute.action_request_approval, ValidationError)
        self.assertRefused("is open already", self._dispute)
        for vals in ({"claimant_id": self.zhao.id}, {"card_id": self.duplicate.id}, {"state": "decided"}):
            self.assertRefused("cannot be|by the steps", lambda vals=vals: dispute.write(vals), AccessError)
        forged = {"grounds": "x", "card_id": self.duplicate.id, "other_claimant_id": self.zhao.id}
        made = self.as_user(self.manager, self.env["customer.lead.card.dispute"]).create(
            {**forged, "claimant_id": self.zhang.id}
        )
        self.assertEqual(made.claimant_id, self.li, "the holder is who holds the card")
