from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_policy.tests.common import proves

from .common import IntakeCase


class TestFollowUp(IntakeCase):
    @proves("S1.2-09.9")
    def test_a_refused_result_opens_a_new_case_with_the_original(self):
        case = self._answered_complaint(demand="Take it back", investigation="Stored outside")
        number = case.number
        action = self.as_user(self.sales, case).action_refused_by_customer()
        following = case.sudo().follower_case_ids
        self.assertEqual((action["res_model"], action["res_id"]), ("customer.complaint", following.id))
        self.assertEqual((following.origin_id, following.state, following.number), (case.sudo(), "draft", False))
        self.assertEqual((following.partner_id, following.demand), (self.partner, "Take it back"))
        self.assertEqual(following.line_ids.product_id, self.product)
        self.assertEqual(following.line_ids.defective_quantity, 35)
        self.assertFalse(following.investigation, "what was found in the old case is looked at anew")
        self.assertIn(f'data-oe-id="{case.id}"', following.message_ids[:1].body)
        self.assertEqual((case.state, case.customer_answer, case.number), ("closed", "refused", number))
        self.assertFalse(case.sudo().open_task_ids)
        for record in (case, case.sudo()):
            with self.assertRaisesRegex(UserError, "closed"):
                record.demand = "More"
        self.as_user(self.sales, following).action_submit()
        self.assertTrue(following.number)
        self.assertNotEqual(following.number, number)

    def test_the_papers_of_the_original_are_at_hand(self):
        case = self._answered_complaint()
        scan = self.env["ir.attachment"].create(
            {"name": "wet.png", "raw": b"x", "res_model": case._name, "res_id": case.id}
        )
        case.sudo().attachment_ids = scan
        self.as_user(self.sales, case).action_refused_by_customer()
        self.assertEqual(case.sudo().follower_case_ids.original_attachment_ids, scan)

    def test_a_closed_case_stays_as_it_is(self):
        case = self._answered_complaint()
        self.as_user(self.sales, case).action_close()
        closed = case.closed_date
        self.as_user(self.sales, case).action_refused_by_customer()
        self.assertEqual((case.state, case.closed_date, case.customer_answer), ("closed", closed, False))
        with self.assertRaisesRegex(UserError, "follows it already"):
            self.as_user(self.sales, case).action_refused_by_customer()

    def test_nothing_is_refused_that_was_not_told(self):
        case = self._open_complaint()
        self._reply(case, kind="interim")
        with self.assertRaisesRegex(UserError, "no result"):
            self.as_user(self.sales, case).action_refused_by_customer()
        draft = self._new_complaint()
        with self.assertRaisesRegex(UserError, "no result"):
            self.as_user(self.sales, draft).action_refused_by_customer()

    def test_by_whom(self):
        case = self._answered_complaint()
        with self.assertRaises(AccessError):
            self.as_role("employee", case).action_refused_by_customer()
        case.sudo().first_contact_id = self.users["employee"]
        with self.assertRaisesRegex(UserError, "role"):
            self.as_role("employee", case).action_refused_by_customer()
        with self.assertRaises(UserError):
            self.as_user(self.sales, case)._run_step("refuse")
        for vals in ({"origin_id": 1}, {"customer_answer": "accepted"}, {"state": "closed"}):
            with self.assertRaises(AccessError):
                self.as_user(self.sales, case).write(vals)

    def test_whom_it_is_about_refuses_nothing(self):
        case = self._answered_complaint()
        case.sudo().employee_id = self.sales.employee_ids
        with self.assertRaisesRegex(UserError, "about you"):
            self.as_user(self.sales, case).action_refused_by_customer()
