from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestCustomerFile(IntakeCase):
    """A case belongs to the file of its customer, whatever becomes of file and customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.deadline.rule"].create(
            {
                "name": "Close",
                "code": "close",
                "company_id": cls.company.id,
                "mode": "enforce",
                "milestone": "customer.complaint/close",
                "duration": 15,
            }
        )

    def _file_of(self, partner, **values):
        return self.env["customer.file"].create({"partner_id": partner.id, "company_id": self.company.id, **values})

    def _terms(self, complaint):
        self.env.flush_all()
        return self.env["customer.deadline"].search(
            [("res_model", "=", complaint._name), ("res_id", "=", complaint.id)]
        )

    def _merge(self, lost, kept):
        wizard = self.as_role("information_administrator", self.env["base.partner.merge.automatic.wizard"])
        wizard.create({})._merge((lost | kept).ids, kept.with_env(wizard.env))

    def test_a_file_opened_later_takes_the_cases_that_are_there(self):
        self.env["customer.file"].search([("partner_id", "=", self.partner.id)]).unlink()
        running, ended = self._open_complaint(), self._answered_complaint()
        self.as_user(self.sales, ended).action_close()
        self.assertFalse((running | ended).file_id)
        file = self._file_of(self.partner)
        cases = running | ended
        self.assertEqual(cases.mapped("file_id"), file)
        self.assertEqual(cases.line_ids.file_id, file)
        self.assertEqual(cases.task_ids.file_id, file)
        self.assertEqual(self._terms(running).file_id, file)
        self.assertEqual(self.as_user(self.sales, file).complaint_count, 2)
        action = self.as_user(self.sales, file).action_view_complaints()
        found = self.as_user(self.sales, self.env["customer.complaint"]).search(action["domain"])
        self.assertEqual(found, cases)

    def test_cases_follow_their_customer_into_another_one(self):
        lost = self.env["res.partner"].create(
            {"name": "Mill of Paper", "is_company": True, "email": self.partner.email}
        )
        buyer = self.env["res.partner"].create({"name": "Buyer", "parent_id": lost.id})
        files = {partner: self._file_of(partner) for partner in (lost, self.partner)}
        mine, of_buyer = self._open_complaint(partner_id=lost.id), self._open_complaint(partner_id=buyer.id)
        closed = self._answered_complaint(partner_id=lost.id, email="mill@example.com")
        self.as_user(self.sales, closed).action_close()
        cases = mine | of_buyer | closed
        self.assertEqual(cases.file_id, files[lost])
        self._merge(lost, self.partner)
        self.assertFalse(lost.exists())
        self.assertEqual(cases.mapped("commercial_partner_id"), self.partner)
        self.assertEqual((mine | closed).mapped("partner_id"), self.partner)
        self.assertEqual(of_buyer.partner_id, buyer)
        for case in cases:
            self.assertEqual(case.file_id, files[self.partner])
            self.assertEqual((case.line_ids.file_id, case.task_ids.file_id), (files[self.partner],) * 2)
            self.assertEqual(self._terms(case).file_id, files[self.partner])

    def test_an_archived_customer_keeps_the_case_going(self):
        file = self._file_of(self.partner)
        complaint = self._open_complaint()
        file.active = False
        self.partner.active = False
        self._do(complaint, "settle", is_established="no")
        self._reply(complaint, channel="phone")
        self.as_user(self.sales, complaint).action_close()
        self.assertEqual((complaint.state, complaint.file_id), ("closed", file))

    def test_a_destroyed_file_takes_no_case(self):
        file = self._file_of(self.partner)
        closed = self._answered_complaint()
        self.as_user(self.sales, closed).action_close()
        file.active = False
        file._write_protected({"state": "destroyed"})
        complaint = self._open_complaint()
        self.assertEqual((complaint.state, complaint.file_id.ids), ("open", []))
        self.assertEqual(closed.file_id, file)
        new = self._file_of(self.partner)
        self.assertEqual(complaint.file_id, new)
        self.assertEqual(closed.file_id, file, "what was of the old file is not in the new one")

    @proves("S4.team-4a")
    def test_the_complaint_of_the_service_is_on_the_customer_that_sales_opened(self):
        sales, service = self.users["information_administrator"], self.users["user"]
        file = self._file_of(self.partner, responsible_id=sales.id)
        complaint = self._new_complaint(user=service)
        partner = self.as_user(sales, self.partner)
        self.assertEqual((complaint.file_id.id, partner.complaint_count), (file.id, 1))
        self.assertEqual(self.as_user(sales, file).complaint_count, 1)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", self.partner.name)]), 1)

    @proves("S4.hotel-10")
    def test_the_file_of_a_guest_shows_stays_calls_receptions_and_complaints(self):
        file = self._file_of(self.partner)
        contacts = self.env["customer.file.interaction"]
        for kind, count in (("service", 3), ("call", 2), ("reception", 3)):
            contacts.create([{"file_id": file.id, "type": kind, "subject": kind} for _n in range(count)])
        self._new_complaint()
        user = self.as_user(self.sales, file)
        groups = self.as_user(self.sales, contacts)._read_group([("file_id", "=", file.id)], ["type"], ["__count"])
        self.assertEqual(dict(groups), {"service": 3, "call": 2, "reception": 3})
        self.assertEqual(user.complaint_count, 1)

    def test_unfinished_cases_are_unfinished_business_of_the_file(self):
        file = self._file_of(self.partner)
        complaint = self._answered_complaint()
        self.assertIn(complaint.number, file._unfinished_business())
        self.as_user(self.sales, complaint).action_close()
        self.assertEqual(file._unfinished_business(), "")
