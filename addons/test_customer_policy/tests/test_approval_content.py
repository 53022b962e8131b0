from odoo.exceptions import UserError

from .common import ApprovalCase


class TestApprovalContent(ApprovalCase):
    """What is approved is what the document says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule(1)

    def test_a_change_makes_a_pending_approval_void(self):
        for vals in ({"note": "more"}, {"partner_id": self.company.partner_id.id}, {"name": "Other"}):
            document = self._document()
            approval = self._request(document)
            document.write(vals)
            self.assertRecordValues(approval, [{"state": "void", "approver_ids": []}])
            self.assertIn("void", document.message_ids[0].body)
            with self.assertRaisesRegex(UserError, "no longer pending|made by others"):
                self._approve(self.head, approval)

    def test_a_change_makes_a_granted_approval_void(self):
        document = self._document()
        approval = self._request(document)
        self._approve(self.head, approval)
        document.note = "more"
        self.assertEqual((approval.state, document.approval_state), ("void", "void"))
        with self.assertRaisesRegex(UserError, "must be requested"):
            document._check_approved()
        self.assertEqual(self._request(document).state, "pending")

    def test_the_same_or_another_field_changes_nothing(self):
        document = self._document(note="as is")
        approval = self._request(document)
        document.write({"note": "as is", "severity": "high", "user_id": self.colleague.id})
        self.assertEqual(approval.state, "pending")

    def test_the_amount_always_counts(self):
        document = self._document(amount=10)
        approval = self._request(document)
        self._approve(self.head, approval)
        self.env.flush_all()
        # the mixin does not hear of it
        self.env.cr.execute("UPDATE test_customer_document SET amount = 11 WHERE id = %s", [document.id])
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "content was changed"):
            document._check_approved()
        self.assertNotIn("confirm", document.allowed_steps)
        again = self._request(document)
        self.assertEqual((approval.state, again.state, again.amount), ("void", "pending", 11))

    def test_a_change_of_the_amount_is_seen_at_once(self):
        document = self._document(amount=10)
        approval = self._request(document)
        document.amount = 11
        self.assertEqual(approval.state, "void")

    def test_another_day_of_the_rate_is_another_content(self):
        other = self.env.ref("base.EUR" if self.company.currency_id.name != "EUR" else "base.USD")
        other.active = True
        for currency, state in ((other, "void"), (self.company.currency_id, "approved")):
            document = self._document(amount=10, currency_id=currency.id, date="2026-05-01")
            approval = self._request(document)
            self._approve(self.head, approval)
            document.date = "2026-05-02"
            self.assertEqual(approval.state, state)

    def test_what_the_conditions_look_at_counts(self):
        self._rule(sequence=0, domain="[('severity', '=', 'low'), ('partner_id.ref', '=', False)]")
        document = self._document(severity="low", partner_id=self.company.partner_id.id)
        approval = self._request(document)
        self.assertEqual(approval.state, "approved")
        document.severity = "high"
        self.assertEqual(approval.state, "void")
        with self.assertRaisesRegex(UserError, "must be requested"):
            document._check_approved()

    def test_nobody_chooses_the_manager_who_decides_by_moving_the_document(self):
        document = self._document(department_id=self._department("Friends", self.colleague).id)
        approval = self._request(document)
        self._approve(self.colleague, approval)
        document.department_id = self.sales
        self.assertEqual(approval.state, "void")

    def test_where_a_group_decides_the_department_is_no_content(self):
        self.env["customer.approval.rule"].search([]).active = False
        self._rule(self.group)
        document = self._document()
        approval = self._request(document)
        document.department_id = self.staff
        self.assertEqual(approval.state, "pending")

    def test_nobody_approves_what_changed_behind_the_request(self):
        document = self._document()
        approval = self._request(document)
        self.env.flush_all()
        self.env.cr.execute("UPDATE test_customer_document SET note = 'slipped in' WHERE id = %s", [document.id])
        self.env.invalidate_all()
        outcome = self._approve(self.head, approval)
        self.assertEqual(outcome["tag"], "display_notification")
        self.assertEqual(approval.state, "void")
        self.assertFalse(approval.decision_ids)

    def test_another_language_is_no_other_content(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        document = self._document()
        approval = self._request(document)
        self.head.lang = "zh_CN"
        self._approve(self.head, approval.with_context(lang="zh_CN"))
        self.assertEqual(approval.state, "approved")

    def test_a_rejected_one_stays_rejected(self):
        document = self._document()
        approval = self._request(document)
        self._reject(self.head, approval)
        document.note = "better"
        self.assertEqual(approval.state, "rejected")

    def test_a_deleted_document_leaves_its_approvals(self):
        document = self._document(name="Gone")
        decided = self._request(document)
        self._reject(self.head, decided)
        pending = self._request(document)
        self.as_role("supervisor", document).unlink()
        self.assertRecordValues(pending, [{"state": "cancelled", "document_name": "Gone", "approver_ids": []}])
        self.assertRecordValues(decided.decision_ids, [{"decision": "reject", "comment": "no"}])
        self.assertFalse(pending._get_document())

    def test_a_cancelled_document_cancels_its_request(self):
        document = self._document()
        approval = self._request(document)
        document.action_cancel()
        self.assertRecordValues(approval, [{"state": "cancelled", "end_reason": "The document was cancelled."}])

    def test_lines_count_by_path(self):
        document = self._document(partner_id=self.company.partner_id.id)
        self.patch(type(document), "_approval_fields", lambda self, operation: ["partner_id.ref"])
        approval = self._request(document)
        self.company.partner_id.ref = "changed"
        self._approve(self.head, approval)
        self.assertEqual(approval.state, "void")
