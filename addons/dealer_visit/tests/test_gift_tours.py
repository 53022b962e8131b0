from odoo.tests import HttpCase, tagged

from .gift_common import GiftCase


@tagged("post_install", "-at_install")
class TestGiftTours(HttpCase, GiftCase):
    def _tour(self, path, name):
        self.seller.password = self.seller.login
        self.start_tour(f"/odoo/{path}", name, login=self.seller.login, timeout=120)
        self.env.invalidate_all()

    def test_a_gift_is_applied_for(self):
        self._tour("gifts", "dealer_gift_apply")
        gift = self.env["dealer.gift"].search([("file_id", "=", self.file.id)])
        self.assertRecordValues(gift, [{"state": "requested", "approval_state": "pending", "quantity": 2}])

    def test_the_customer_signs_on_a_telephone(self):
        gift = self._issued()
        self.browser_size = "390x844"
        self.touch_enabled = True
        self._tour("gifts", "dealer_gift_sign_on_a_telephone")
        self.assertRecordValues(gift, [{"state": "received", "signed_name": "Li Customer"}])
        self.assertTrue(gift.signature)
