import ast

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from odoo.addons.customer_policy.tests.common import proves

from .common import IntakeCase


class TestSimilar(IntakeCase):
    def _similar(self, first, **line):
        """Return whether a new case with these values of its product is taken for the same as ``first``."""
        values = {"product_id": self.product.id, "quantity": 1, "defective_quantity": 1, **line}
        second = self._new_complaint(line_ids=[(0, 0, values)])
        return first in second.similar_case_ids

    def test_the_same_order_lot_or_product_again_is_shown(self):
        other = self.env["product.product"].create({"name": "Box"})
        first = self._answered_complaint()
        first.sudo().line_ids.lot_name = "LOT-7"
        self.assertTrue(self._similar(first), "the same product while the case is not finished")
        self.as_user(self.sales, first).action_close()
        self.assertFalse(self._similar(first), "the same product again after it was settled")
        self.assertTrue(self._similar(first, product_id=other.id, order_reference=" S00042 "))
        self.assertTrue(self._similar(first, product_id=other.id, lot_name="LOT-7"))
        self.assertFalse(self._similar(first, product_id=other.id, order_reference="S00043", lot_name="LOT-8"))

    def test_other_customers_and_void_cases_are_not_the_same(self):
        first = self._new_complaint()
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.partner.id})
        self.assertFalse(self._new_complaint(partner_id=stranger.id).similar_case_ids)
        self.assertIn(first, self._new_complaint(partner_id=contact.id).similar_case_ids)
        self.as_user(self.sales, first)._void("Filed by mistake")
        self.assertNotIn(first, self._new_complaint(partner_id=contact.id).similar_case_ids)

    def test_it_is_shown_while_the_case_is_written_down(self):
        first = self._new_complaint()
        with Form(self.as_user(self.sales, self.env["customer.complaint"])) as form:
            form.name = "Wet again"
            form.partner_id = self.partner
            with form.line_ids.new() as line:
                line.product_id = self.product
                line.order_reference = "S00042"
            self.assertEqual(form.similar_case_ids[:].ids, first.ids)

    def test_only_what_one_may_read_is_shown(self):
        self._new_complaint()
        mine = self._new_complaint(user=self.users["employee"])
        self.assertFalse(mine.similar_case_ids)


class TestMerge(IntakeCase):
    def setUp(self):
        super().setUp()
        self.kept, self.ended = self._open_complaint(), self._open_complaint()
        self.scan = self.env["ir.attachment"].create(
            {"name": "wet.png", "raw": b"x", "res_model": self.ended._name, "res_id": self.ended.id}
        )
        self.ended.sudo().attachment_ids = self.scan

    def _merge(self, user=None, **values):
        wizard = self.as_user(user or self.sales, self.env["customer.complaint.merge"])
        wizard.create({"complaint_id": self.ended.id, "into_id": self.kept.id, **values}).action_merge()

    def test_all_goes_to_the_case_that_is_kept(self):
        clerk = self.users["employee"]
        self.ended.sudo().first_contact_id = clerk
        self._reply(self.ended, kind="interim")
        reply, number = self.ended.sudo().reply_ids, self.ended.number
        self._merge(reason="Twice")
        ended, kept = self.ended.sudo(), self.kept.sudo()
        self.assertEqual((ended.state, ended.number, ended.merged_into_id), ("void", number, kept))
        self.assertEqual(ended.void_reason, "Twice")
        self.assertFalse(ended.open_task_ids)
        self.assertEqual((kept.reply_ids, kept.state), (reply, "open"))
        self.assertEqual(kept.attachment_ids.mapped(lambda one: (one.name, one.res_id)), [("wet.png", kept.id)])
        self.assertEqual(ended.attachment_ids, self.scan)
        self.assertIn(number, kept.message_ids[:1].body)
        self.assertIn(kept.number, ended.message_ids[:1].body)
        self.assertTrue(self.as_user(clerk, kept).has_access("read"), "who was told first follows it on")
        with self.assertRaisesRegex(UserError, "closed"):
            self.as_user(self.sales, self.ended).name = "x"

    def test_products_only_the_merged_case_names_are_added(self):
        first = self.ended.sudo().line_ids
        second = first.copy({"complaint_id": self.ended.id, "lot_name": "LOT-8", "defective_quantity": 7})
        self._merge()
        kept = self.kept.sudo().line_ids
        self.assertEqual(kept.mapped("defective_quantity"), [35, 7], "the same product of the same lot is not doubled")
        self.assertEqual(kept[1].lot_name, "LOT-8")
        self.assertEqual(self.ended.sudo().line_ids, first | second, "the merged case stays as it was filed")

    def test_who_was_told_of_the_merged_case_learns_of_the_end(self):
        clerk = self.users["employee"]
        self.ended.sudo().first_contact_id = clerk
        self._merge()
        self._do(self.kept, "settle", is_established="no")
        self._reply(self.kept)
        before = self.env["mail.message"].search([])
        self.as_user(self.users["user"], self.kept).action_close()
        told = (self.env["mail.message"].search([]) - before).notified_partner_ids
        self.assertEqual(told & (clerk | self.sales).partner_id, (clerk | self.sales).partner_id)

    def test_only_what_is_one_complaint_is_merged(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        other = self._open_complaint(partner_id=stranger.id)
        for into, message in ((self.ended, "itself"), (other, "different customers")):
            with self.assertRaisesRegex(UserError, message):
                self._merge(into_id=into.id)
        self.kept.sudo()._void("x")
        with self.assertRaisesRegex(UserError, "closed"):
            self._merge()
        self.assertEqual(self.ended.state, "open")

    def test_by_whom(self):
        for user in (self.users["employee"], self.people["quality"], self.users["security_auditor"]):
            with self.assertRaises(AccessError):
                self._merge(user)
            with self.assertRaises(AccessError):
                self.as_user(user, self.ended)._merge_into(self.as_user(user, self.kept), "x")
        with self.assertRaises(AccessError):
            self.as_user(self.sales, self.ended).merged_into_id = self.kept

    def test_whom_it_is_about_merges_nothing(self):
        for case in (self.kept, self.ended):
            case.sudo().employee_id = self.sales.employee_ids
            with self.assertRaisesRegex(UserError, "about you"):
                self._merge()
            case.sudo().employee_id = False

    @proves("S1.2-08")
    def test_a_void_case_keeps_its_number(self):
        number = self.ended.number
        wizard = self.as_user(self.sales, self.env["customer.complaint.void"])
        with self.assertRaisesRegex(UserError, "say why"):
            wizard.create({"complaint_ids": self.ended.ids, "reason": " "}).action_void()
        wizard.create({"complaint_ids": self.ended.ids, "reason": "Withdrawn"}).action_void()
        ended = self.ended.sudo()
        self.assertEqual((ended.state, ended.number, ended.void_reason), ("void", number, "Withdrawn"))
        self.assertFalse(ended.open_task_ids)
        self.assertNotIn(number, (self._open_complaint().number, self.kept.number))
        register = self.env.ref("customer_complaint.customer_complaint_action_register")
        self.assertIn(ended, self.env["customer.complaint"].search(ast.literal_eval(register.domain)))
        for user in (self.users["employee"], self.people["quality"]):
            with self.assertRaises(AccessError):
                self.as_user(user, wizard).create({"complaint_ids": self.kept.ids, "reason": "x"})

    def test_cases_of_one_cause_hang_on_a_main_case(self):
        mine = self.as_user(self.sales, self.ended)
        mine.main_case_id = self.kept
        self.assertEqual(self.kept.linked_case_ids, self.ended)
        self.assertEqual(self.kept.linked_case_count, 1)
        third = self._open_complaint()
        for case, main in ((third, third), (third, self.ended), (self.kept, third)):
            with self.assertRaises(ValidationError):
                self.as_user(self.sales, case).main_case_id = main
        with self.assertRaises(AccessError):
            self.as_user(self.people["quality"], third).main_case_id = self.kept
