from odoo.exceptions import UserError

from odoo.addons.customer_complaint.tests.common import IntakeCase
from odoo.addons.customer_policy.tests.common import proves


class TestDispute(IntakeCase):
    """A dispute between a dealer and its customer: both get the result."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls.env["res.partner"].create({"name": "Dealer D", "email": "dealer@example.com"})

    def _dispute(self):
        case = self._open_complaint(dispute_party_id=self.dealer.id)
        case.partner_id.email = "customer@example.com"
        case.email = False
        self._do(case, "settle", is_established="no")
        return case

    def _mails(self, case):
        return self.env["mail.mail"].search([("model", "=", case._name), ("res_id", "=", case.id)], order="id")

    @proves("S1.5-2c")
    def test_both_get_the_result(self):
        case = self._dispute()
        self._reply(case, channel="mail")
        customers, dealers = self._mails(case)
        self.assertEqual((customers.email_to, dealers.email_to), ("customer@example.com", "dealer@example.com"))
        for mail in (customers, dealers):
            self.assertIn("It was rain", mail.body_html)
        self.assertIn("Follow it", customers.body_html)
        self.assertNotIn("Follow it", dealers.body_html, "the page of the case is the customer's")
        self.assertNotIn("href", dealers.body_html)

    @proves("S1.5-2c")
    def test_it_is_not_closed_before_both_were_told(self):
        case = self._dispute()
        self._reply(case, channel="phone", told_party="customer")
        self.assertIn("Tell the result to: Dealer D", case._closing_obstacle())
        self._reply(case, channel="phone", told_party="other")
        self.assertEqual(case._dispute_obstacle(), "")

    def test_what_the_other_party_is_told_is_no_answer_to_the_customer(self):
        case = self._dispute()
        self._reply(case, channel="phone", told_party="other", body="<p>For the dealer</p>")
        self.assertFalse(case._customer_result())
        self.assertNotIn("For the dealer", "".join(str(letter.body) for letter in case._customer_letters()))
        tasks = case.task_ids.filtered(lambda task: task.type == "reply")
        self.assertEqual(tasks.mapped("state"), ["open"])
        with self.assertRaisesRegex(UserError, "send the customer a reply"):
            tasks.action_done()
        self.assertIn("For the dealer", case.reply_ids.body)
        self._reply(case, channel="phone", told_party="customer")
        self.assertTrue(case._customer_result())
        self.assertEqual(tasks.state, "done")

    @proves("S1.5-2c")
    def test_an_interim_reply_is_no_result(self):
        case = self._dispute()
        self._reply(case, channel="phone", kind="interim")
        self.assertIn("Dealer D", case._dispute_obstacle())

    def test_no_other_party_to_tell(self):
        case = self._open_complaint()
        self._do(case, "settle", is_established="no")
        with self.assertRaisesRegex(UserError, "no other party"):
            self._reply(case, channel="phone", told_party="other")
        self.assertEqual(case._dispute_obstacle(), "")

    def test_a_party_without_an_address(self):
        case = self._dispute()
        self.dealer.email = False
        with self.assertRaisesRegex(UserError, "Dealer D has no e-mail address"):
            self._reply(case, channel="mail")
