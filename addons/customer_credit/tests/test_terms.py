from odoo.exceptions import UserError

from odoo.addons.customer_policy.tests.common import proves

from .common import CreditCase


class TestTerms(CreditCase):
    @proves("S4.credstand-3.3")
    def test_terms_of_the_level(self):
        rule = self._credit_rule("credit_term")
        for scores, days in (((90, 90, 90), 60), ((80, 70, 60), 30), ((30, 30, 30), 0)):
            self._evaluated(*scores)
            self.assertEqual(self._order_of(10).payment_term_id, self.terms[days])
            self.assertEqual(self._order_of(10, partner=self.contact).payment_term_id, self.terms[days])
        self._evaluated(80, 70, 60)
        with self.assertRaisesRegex(UserError, "payment after 45 days, at most 30 are allowed"):
            self._order_of(10, payment_term_id=self.terms[45].id, confirm=True)
        order = self._order_of(10, confirm=True)
        with self.assertRaisesRegex(UserError, "at most 30"):
            order.payment_term_id = self.terms[45]
        order.payment_term_id = self.terms[0]
        rule.mode = "observe"
        order.payment_term_id = self.terms[45]
        self.assertTrue(self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)]))

    def test_invoice_with_a_longer_term(self):
        self._credit_rule("credit_term")
        self._evaluated(80, 70, 60)
        self._invoice(10, day="2025-06-15", due="2025-07-15")
        with self.assertRaisesRegex(UserError, "payment after 31 days"):
            self._invoice(10, day="2025-06-15", due="2025-07-16")
