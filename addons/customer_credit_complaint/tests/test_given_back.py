from odoo.addons.customer_complaint_sale.tests.test_credit_note import CreditCase


class TestGivenBack(CreditCase):
    """What a complaint gave back of an order is owed no more, and not ordered anew: 10 at 10.00, invoiced."""

    def setUp(self):
        super().setUp()
        self.order = self._sold((10, 10, 0, None))
        self.before = self._figures()
        self.invoice = self._invoice(self.order)

    def _figures(self):
        found = self.env["customer.credit.standing"]._figures(self.company, self.partner)[self.partner.id]
        return found.receivable, found.remaining

    def _assert_open(self, receivable, remaining):
        more = [after - before for after, before in zip(self._figures(), self.before, strict=True)]
        # the order was counted before
        self.assertEqual(more, [receivable, remaining - 100])

    def test_an_allowance(self):
        self._assert_open(100, 0)
        credit = self._credit(self._settle(self._case(self.order, (0, {"kind": "allowance", "amount": 30}))))
        self._assert_open(100, 0)
        credit.action_post()
        self._assert_open(70, 0)

    def test_goods_that_came_back_and_the_credit_note_reversed(self):
        credit = self._credit(self._return(self.order, 4))
        credit.action_post()
        self._assert_open(60, 0)
        credit._reverse_moves([{"invoice_date": credit.invoice_date}]).action_post()
        self._assert_open(100, 0)

    def test_what_was_not_invoiced_yet_is_still_ordered(self):
        order = self._sold((10, 10, 0, None))
        order.order_line.qty_delivered = 6
        self._invoice(order)
        self._credit(self._return(order, 2)).action_post()
        self._assert_open(140, 40)
