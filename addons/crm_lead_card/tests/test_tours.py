from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import TourCase

from .common import CardCase


@tagged("post_install", "-at_install")
class TestCardTour(TourCase, CardCase):
    """From the lead to the call-backs, each person in the browser."""

    def test_set_up_signed_called_back_and_handed_on(self):
        lead = self._lead(self.zhang, phone="154 0000 0001")
        self._tour(f"action-crm.crm_lead_action_pipeline/{lead.id}", "crm_lead_card_set_up", self.zhang)
        card = lead.lead_card_ids
        self.assertRecordValues(card, [{"state": "draft", "holder_id": self.zhang.id, "need": "A red one"}])
        self._tour(f"lead-cards/{card.id}", "crm_lead_card_sign", self.bao)
        self.assertRecordValues(card, [{"state": "valid", "signed_by_id": self.bao.id}])
        self._tour(f"lead-cards/{card.id}", "crm_lead_card_call", self.zhang)
        self.assertRecordValues(card.call_ids, [{"kind": "visit", "note": "Comes on Saturday"}])
        # a month ago, so that it is waste whatever the scheduler does
        moments = fields.Datetime.now() - timedelta(days=31)
        self.env.cr.execute(
            "UPDATE customer_lead_card_call SET date = %s WHERE id IN %s", [moments, card.call_ids._ids]
        )
        self.env.invalidate_all()
        card._write_protected({"held_since": moments})
        self.env.flush_all()
        self._tour(f"lead-cards/{card.id}", "crm_lead_card_hand_on", self.wu)
        self.assertRecordValues(card, [{"state": "valid", "holder_id": self.zhao.id}])

    def test_the_second_is_a_duplicate(self):
        self._sign(self._card(self.zhang))
        self._tour("lead-cards/new", "crm_lead_card_duplicate", self.li)
        duplicate = self._sign(self._card(self.li))
        self._tour(f"lead-cards/{duplicate.id}", "crm_lead_card_dispute", self.li)
        dispute = duplicate.owner_card_id.sudo().dispute_ids
        self.assertRecordValues(dispute, [{"other_claimant_id": self.li.id, "grounds": "My friend brought him"}])


@tagged("post_install", "-at_install")
class TestCardTelephone(TourCase, CardCase):
    """My cards on a telephone, with one hand."""

    def setUp(self):
        super().setUp()
        self.browser_size = "390x844"
        self.touch_enabled = True

    def test_called_back(self):
        card = self._sign(self._card(self.zhang))
        self._sign(self._card(self.zhang, phone="154 0000 0002", customer_name="Mrs Qian"))
        self._tour("my-lead-cards", "crm_lead_card_telephone", self.zhang)
        self.assertRecordValues(card.call_ids, [{"kind": "call", "note": "Rings back"}])
