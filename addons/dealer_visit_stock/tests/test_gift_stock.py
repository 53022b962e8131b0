from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.dealer_visit.tests.gift_common import PICTURE, GiftCase


@tagged("post_install", "-at_install")
class TestGiftStock(GiftCase):
    """Gifts that are goods leave the stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.approval.rule"].search([("document_model", "=", "dealer.gift")]).mode = "off"
        cls.gift_rule.mode = "off"
        cls.marketing.group_ids += cls.env.ref("stock.group_stock_user")
        cls.mug = cls.env["product.product"].create({"name": "Mug", "type": "consu", "is_storable": True})
        cls.stock = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.mug, cls.stock, 500)

    def _asked(self, **values):
        gift = self._gift(**{"product_id": self.mug.id, **values})
        gift.action_request()
        return gift

    def _in_stock(self):
        self.env.invalidate_all()
        return self.mug.with_context(location=self.stock.id).qty_available

    @proves("S1.5-2b")
    def test_two_hundred_souvenirs_of_five_hundred(self):
        gift = self._asked(kind="event", event_name="E1", quantity=200)
        self.assertEqual(self._in_stock(), 500)
        issued = self.as_user(self.marketing, gift)
        issued.action_issue()
        self.assertEqual(self._in_stock(), 300)
        self.assertEqual((issued.picking_id.state, issued.picking_id.create_uid), ("done", self.marketing))
        self.assertRefused("not possible in the state", issued.action_issue)
        self.assertEqual(self._in_stock(), 300)
        gift.recipient_ids = [Command.create({"file_id": self.file.id, "quantity": 200})]
        gift.action_receive()
        self.assertEqual(gift.recipient_ids.mapped("quantity"), [200])

    @proves("S1.5-2b")
    def test_no_more_than_there_are(self):
        for quantity, enough in ((501, False), (500, True)):
            gift = self.as_user(self.marketing, self._asked(quantity=quantity))
            if not enough:
                self.assertRefused("not so many in stock", gift.action_issue)
                self.assertEqual((gift.state, gift.picking_id.ids, self._in_stock()), ("requested", [], 500))
            else:
                gift.action_issue()
                self.assertEqual(self._in_stock(), 0)

    def test_who_may_not_move_goods_does_not_issue_them(self):
        gift = self._asked()
        self.assertRefused("", gift.action_issue, AccessError)
        self.assertEqual((gift.state, self._in_stock()), ("requested", 500))

    def test_the_transfer_is_nobodys_to_set(self):
        other = self._asked()
        self.as_user(self.marketing, other).action_issue()
        picking = other.picking_id
        gift = self._asked()
        self.assertRefused("set by the steps", lambda: gift.write({"picking_id": picking.id}), AccessError)
        gifts = self.as_user(self.seller, self.env["dealer.gift"]).with_context(default_picking_id=picking.id)
        self.assertFalse(gifts.create({"product_id": self.mug.id, "file_id": self.file.id}).picking_id)

    def test_what_came_back_was_returned_to_stock_first(self):
        gift = self._asked(quantity=2)
        self.as_user(self.marketing, gift).action_issue()
        self.assertRefused("return the stock issue first", self.as_user(self.boss, gift).action_give_back)
        back = self._return(gift.picking_id.sudo(), 1)
        self.assertRefused("return the stock issue first", self.as_user(self.boss, gift).action_give_back)
        self._return(gift.picking_id.sudo(), 1)
        self.assertEqual((back.state, self._in_stock()), ("done", 500))
        self.as_user(self.boss, gift).action_give_back()
        self.assertEqual(gift.state, "returned")

    @proves("S1.6-ka-01b")
    def test_what_is_back_in_stock_is_signed_for_by_nobody(self):
        gift = self._asked(quantity=2)
        self.as_user(self.marketing, gift).action_issue()
        self._return(gift.picking_id.sudo(), 2)
        self.assertRefused("back in stock", lambda: gift._sign(PICTURE, "Customer One"))
        self.assertEqual(gift.state, "issued")

    def _return(self, picking, quantity):
        form = Form(self.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking"))
        wizard = form.save()
        wizard.product_return_moves.quantity = quantity
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.picked = True
        back.button_validate()
        self.env.invalidate_all()
        return back

    @proves("S1.5-2b")
    def test_an_event_of_which_some_came_back_is_closed(self):
        gift = self._asked(kind="event", event_name="E1", quantity=200)
        self.as_user(self.marketing, gift).action_issue()
        gift.recipient_ids = [Command.create({"name": "Visitors", "quantity": 150})]
        picking = gift.picking_id.sudo()
        back = self._return(picking, 49)
        self.assertRefused("150 of 200 stand in the list of recipients, 49 came back", gift.action_receive)
        self._return(picking, 1)
        self.assertEqual((gift.returned_quantity, self._in_stock()), (50, 350))
        self._return(back, 2)
        self.assertEqual(gift.returned_quantity, 48, "two of them went out again")
        self.assertRefused("48 came back", gift.action_receive)
        gift.recipient_ids = [Command.create({"name": "The last two", "quantity": 2})]
        gift.action_receive()
        self.assertEqual((gift.state, gift.given_quantity), ("received", 152))

    def test_what_is_no_goods_leaves_no_stock(self):
        gift = self._asked(product_id=self.vase.id)
        gift.action_issue()
        self.assertFalse(gift.picking_id)
        gift._sign(PICTURE, "Customer One")
        self.assertEqual(gift.state, "received")
