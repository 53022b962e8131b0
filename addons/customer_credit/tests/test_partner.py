from .common import CreditCase


class TestPartner(CreditCase):
    def test_two_customers_become_one(self):
        self.env["customer.file"].create({"partner_id": self.other.id, "company_id": self.company.id})
        kept = self._evaluated(90, 90, 90)
        lost = self._evaluated(30, 30, 30, partner=self.other)
        first, second = self._evaluation(), self._evaluation(partner=self.other)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | self.other).ids, self.partner)
        self.env.invalidate_all()
        self.assertEqual(self._standing(), kept)
        self.assertRecordValues(lost, [{"partner_id": self.partner.id, "is_current": False, "file_id": self.file.id}])
        self.assertEqual(sorted((first | second).mapped("state")), ["draft", "refused"])
        self.assertEqual((first | second).partner_id, self.partner)

    def test_a_file_that_is_opened_later(self):
        standing = self._evaluated(30, 30, 30, partner=self.other)
        self.assertFalse(standing.file_id)
        file = self.env["customer.file"].create({"partner_id": self.other.id, "company_id": self.company.id})
        self.assertEqual(standing.file_id, file)

    def test_terms_of_a_customer_stay_where_the_level_has_none(self):
        self.levels["low"].payment_term_id = False
        self.partner.with_company(self.company).property_payment_term_id = self.terms[45]
        self._evaluated(30, 30, 30)
        self.assertEqual(self.partner.with_company(self.company).property_payment_term_id, self.terms[45])
