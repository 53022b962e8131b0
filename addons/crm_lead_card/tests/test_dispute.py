from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

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

    def test_what_cannot_be(self):
        self.assertRefused("one of the two", lambda: self._dispute(self.zhao), ValidationError)
        dispute = self._dispute(owner_id=False)
        self.assertRefused("to whom", dispute.action_request_approval, ValidationError)
        with mute_logger("odoo.sql_db"):
            self.assertRefused("one_open", self._dispute, IntegrityError)
        for vals in ({"claimant_id": self.zhao.id}, {"card_id": self.duplicate.id}, {"state": "decided"}):
            self.assertRefused("cannot be|by the steps", lambda vals=vals: dispute.write(vals), AccessError)
        forged = {"grounds": "x", "card_id": self.duplicate.id, "other_claimant_id": self.zhao.id}
        made = self.as_user(self.manager, self.env["customer.lead.card.dispute"]).create(
            {**forged, "claimant_id": self.zhang.id}
        )
        self.assertEqual(made.claimant_id, self.li, "the holder is who holds the card")
