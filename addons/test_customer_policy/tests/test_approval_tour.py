from odoo.tests import HttpCase, tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalTour(ApprovalCase, HttpCase):
    def test_request_and_approve(self):
        for user in (self.clerk, self.head):
            user.password = user.login
        self._rule(1)
        document = self._document(name="Tour Contract", amount=500)
        self.start_tour(f"/odoo/test-customer-documents/{document.id}", "test_customer_policy_request", login="clerk")
        self.start_tour("/odoo/customer-approvals", "test_customer_policy_approve", login="head")
        approval = self.env["customer.approval"].search([("res_id", "=", document.id)])
        self.assertRecordValues(approval, [{"state": "approved", "requested_by_id": self.clerk.id}])
        self.assertRecordValues(
            approval.decision_ids, [{"user_id": self.head.id, "comment": "As agreed", "decision": "approve"}]
        )
        self.start_tour(f"/odoo/test-customer-documents/{document.id}", "test_customer_policy_confirm", login="clerk")
        self.assertEqual(document.state, "confirmed")
