from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestAccessTours(HttpCase):
    """A loan and a distribution as people see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.borrower = new_test_user(cls.env, login="borrower", name="borrower", groups="customer_policy.group_user")
        cls.archivist = new_test_user(
            cls.env, login="archivist", groups="customer_policy.group_information_administrator"
        )
        cls.manager = new_test_user(cls.env, login="decider", groups="customer_policy.group_manager")
        common = {"company_id": cls.company.id, "mode": "enforce", "sequence": 0}
        cls.env["customer.approval.rule"].create(
            {
                "name": "Loans",
                "document_model": "customer.access.request",
                "level_ids": [(0, 0, {"group_id": cls.env.ref("customer_policy.group_manager").id})],
                **common,
            }
        )
        needed = cls.env["ir.model.fields"]._get("customer.access.request", "reason")
        cls.env["customer.access.rule"].create({"name": "Reason", "field_ids": [(4, needed.id)], **common})
        cls.env["customer.deadline.rule"].create(
            {"name": "Three days", "milestone": "customer.access.request/return", "duration": 3, **common}
        )

    def test_a_loan(self):
        with mute_logger("odoo.http"):  # the incomplete request is refused on the way
            self.start_tour("/odoo/my-customer-access-requests", "customer_access_ask_for_a_loan", login="borrower")
        request = self.env["customer.access.request"].search([("material", "=", "Contract of the tour")])
        self.assertEqual((request.state, request.kind), ("submitted", "loan"))
        approval = self.env["customer.approval"].search(
            [("res_id", "=", request.id), ("res_model", "=", request._name)]
        )
        approval.with_user(self.manager).action_approve("fine")
        url = f"/odoo/customer-access-requests/{request.id}"
        self.start_tour(url, "customer_access_confirm_receipt", login="borrower")
        self.start_tour(url, "customer_access_hand_out_and_take_back", login="archivist")
        self.assertEqual(request.state, "returned")
        self.assertEqual(request.register_ids.mapped("event"), ["returned", "issued"])

    def test_a_distribution(self):
        department = self.env["hr.department"].create({"name": "Tour Sales", "company_id": self.company.id})
        self.env["hr.employee"].create(
            {
                "name": "borrower",
                "user_id": self.borrower.id,
                "company_id": self.company.id,
                "department_id": department.id,
            }
        )
        item = self.env["customer.distribution"].create(
            {
                "name": "New address",
                "body": "<p>Mill Road 7</p>",
                "company_id": self.company.id,
                "department_ids": department.ids,
                "confirm_by": fields.Date.add(fields.Date.today(), days=3),
            }
        )
        item.with_user(self.archivist).action_send()
        self.start_tour(f"/odoo/customer-distributions/{item.id}", "customer_distribution_confirm", login="borrower")
        self.assertRecordValues(item, [{"state": "received"}])
        self.assertEqual(item.receipt_ids.received_by_id, self.borrower)
