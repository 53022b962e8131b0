from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import DealingCase


@tagged("post_install", "-at_install")
class TestRename(DealingCase):
    @proves("S1.7-3.3c")
    def test_a_customer_with_receivables_is_renamed_by_an_approved_correction_only(self):
        self._rule("customer.file.application.rule", operation="rename", by_correction=True, with_receivables=True)
        partner = self.as_role("information_administrator", self.file.partner_id)
        partner.name = "Second Name"
        invoice = self._invoice(400, partner_id=self.contact.id)
        self.env.invalidate_all()  # what a customer owes is asked anew in each request
        with self.assertRaisesRegex(UserError, "checked correction with the scan"), self.env.cr.savepoint():
            partner.name = "Third Name"
        self._pay(invoice, 400)
        self.env.invalidate_all()
        partner.name = "Third Name"
        self.assertEqual(self.file.name, "Third Name")
