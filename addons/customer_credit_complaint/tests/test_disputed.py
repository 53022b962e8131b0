from odoo.addons.customer_complaint_sale.tests.receivable_common import ReceivableCase
from odoo.addons.customer_policy.tests.common import proves


class TestDisputed(ReceivableCase):
    @proves("S1.2-12.5")
    def test_nobody_is_dunned_for_what_is_complained_of(self):
        overdue = self.env["customer.credit.overdue"]
        before = overdue._overdue_amounts(self.company)[self.partner]
        self.assertEqual(before, (100000, self.bill.invoice_date_due))
        self._complained()
        self.assertEqual(overdue._disputed_amounts(self.bill), {self.bill: 20000})
        self.assertEqual(overdue._overdue_amounts(self.company)[self.partner][0], 80000)
