from odoo import Command
from odoo.exceptions import ValidationError

from odoo.addons.customer_policy.tests.common import proves

from .gift_common import PICTURE, GiftCase


class TestGiftEvent(GiftCase):
    """Souvenirs and publicity material that are handed out at an event."""

    def _event(self, **values):
        return self._gift(kind="event", event_name="E1", quantity=200, **values)

    @proves("S1.5-2b")
    def test_the_list_of_recipients_is_kept(self):
        gift = self._event()
        gift.action_request()
        self._decide(gift, self.marketing, self.head)
        self.as_user(self.marketing, gift).action_register()
        gift.action_issue()
        gift.recipient_ids = [
            Command.create({"file_id": self.file.id, "quantity": 80}),
            Command.create({"name": "Visitors of the fair", "quantity": 119}),
        ]
        self.assertEqual(gift.recipient_ids.mapped("name"), ["Customer 001", "Visitors of the fair"])
        self.assertRefused("199 of 200 stand", gift.action_receive)
        self.assertRefused(
            "more are handed out",
            lambda: gift.write({"recipient_ids": [Command.create({"name": "x", "quantity": 2})]}),
            ValidationError,
        )
        gift.recipient_ids = [Command.create({"name": "The last one"})]
        gift.action_receive()
        self.assertEqual((gift.state, gift.given_quantity), ("received", 200))
        self.assertRefused("closed", gift.recipient_ids[0].unlink)
        self.assertRefused("closed", lambda: gift.recipient_ids[0].sudo().write({"quantity": 1}))

    def test_either_for_a_customer_or_for_an_event(self):
        self.assertRefused("for which event", lambda: self._gift(kind="event", event_name=" "), ValidationError)
        gift = self._gift()
        row = self.as_user(self.seller, self.env["dealer.gift.recipient"])
        self.assertRefused("who signs", lambda: row.create({"gift_id": gift.id, "name": "x"}), ValidationError)
        event = self._event()
        self.assertRefused("only what was issued", lambda: event._sign(PICTURE, "x"))

    def test_a_recipient_is_as_secret_as_the_own_file(self):
        gift = self._event()
        gift.recipient_ids = [
            Command.create({"file_id": self.file.id, "note": "Secret"}),
            Command.create({"name": "A visitor"}),
        ]
        secret = gift.recipient_ids.filtered("file_id")
        level = self.env["customer.secrecy.level"].create(
            {"name": "绝密", "rank": 3, "company_id": self.company.id, "mode": "enforce"}
        )
        self.file._classify(level, "Contract")
        self.env.invalidate_all()
        seen = self.as_user(self.clerk, gift)
        self.assertEqual(seen.recipient_ids.mapped("name"), ["A visitor"])
        self.assertFalse(self.as_user(self.clerk, secret).has_access("read"))
        self.assertEqual(seen.given_quantity, 2)
