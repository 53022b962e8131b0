from odoo.exceptions import UserError
from odoo.fields import Command

from .common import ApprovalCase


class TestApprovalDecide(ApprovalCase):
    """Levels, numbers, four eyes, rejection."""

    def test_levels_in_order(self):
        self._rule(1, 2, self.group)
        approval = self._request()
        for user in (self.director, self.members[0]):
            with self.assertRaises(UserError):
                self._approve(user, approval)
        for user, level in ((self.head, 1), (self.director, 2), (self.members[1], 3)):
            self.assertRecordValues(approval, [{"state": "pending", "level": level}])
            self.assertIn(user, approval.approver_ids)
            self._approve(user, approval)
        self.assertRecordValues(approval, [{"state": "approved", "level": 0, "approver_ids": []}])
        self.assertEqual(approval.decision_ids.user_id, self.head | self.director | self.members[1])
        self.assertEqual(approval.decision_ids.mapped("level"), [1, 2, 3])

    def test_whoever_has_to_decide_does_it_on_the_document(self):
        self._rule(1, self.group)
        document = self._document()
        seen = {user: self.as_user(user, document) for user in (self.clerk, self.head, self.members[0])}
        self.assertFalse(any(one.may_decide for one in seen.values()), "nothing was asked for")
        document.action_request_approval()
        self.assertEqual([user for user, one in seen.items() if one.may_decide], [self.head])
        with self.assertRaisesRegex(UserError, "no decision waits for you"):
            seen[self.clerk].action_decide()
        action = seen[self.head].action_decide()
        wizard = self.as_user(self.head, self.env[action["res_model"]]).with_context(**action["context"])
        wizard.create({"comment": "fine"}).action_decide()
        self.env.invalidate_all()
        self.assertEqual([user for user, one in seen.items() if one.may_decide], [self.members[0]])

    def test_n_of_m(self):
        self._rule({"group_id": self.group.id, "required": 2})
        approval = self._request()
        self._approve(self.members[0], approval)
        self.assertEqual((approval.state, approval.approver_ids), ("pending", self.members[1:]))
        with self.assertRaisesRegex(UserError, "not yours"):
            self._approve(self.members[0], approval)
        self._approve(self.members[2], approval)
        self.assertEqual(approval.state, "approved")
        with self.assertRaisesRegex(UserError, "no longer pending|made by others"):
            self._approve(self.members[1], approval)
        self.assertEqual(len(approval.decision_ids), 2)

    def test_one_rejection_ends_it(self):
        self._rule({"group_id": self.group.id, "required": 2}, 1)
        document = self._document()
        approval = self._request(document)
        self._approve(self.members[0], approval)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.as_user(self.members[1], approval).action_reject(" ")
        self._reject(self.members[1], approval, "too dear")
        self.assertRecordValues(approval, [{"state": "rejected", "approver_ids": []}])
        self.assertIn("rejected", document.message_ids[0].body)
        self.assertNotIn("too dear", document.message_ids[0].body, "that is for those who read the approval")
        self.assertIn(self.clerk.partner_id, document.message_ids[0].partner_ids)
        with self.assertRaisesRegex(UserError, "no longer pending|made by others"):
            self._approve(self.members[2], approval)
        again = self._request(document)
        self.assertNotEqual(again, approval)
        self.assertEqual((again.state, approval.state, len(approval.decision_ids)), ("pending", "rejected", 2))
        self.assertEqual(document.approval_state, "pending")

    def test_four_eyes(self):
        self.group.user_ids |= self.clerk | self.colleague
        rule = self._rule(self.group)
        document = self._document()
        self.as_role("supervisor", document).user_id = self.colleague
        approval = self._request(self.as_user(self.colleague, document))
        self.assertEqual((approval.requested_by_id, approval.author_id), (self.colleague, self.clerk))
        self.assertEqual(approval.approver_ids, self.members)
        for user in (self.clerk, self.colleague):
            with self.assertRaises(UserError):
                self._approve(user, approval)
        rule.four_eyes = False
        own = self._request()
        self.assertIn(self.clerk, own.approver_ids)
        self._approve(self.clerk, own)
        self.assertEqual((own.state, approval.state), ("approved", "pending"))

    def test_nobody_decides_two_levels_unless_allowed(self):
        one = self.env["res.groups"].create({"name": "One", "user_ids": [Command.set(self.members[0].ids)]})
        rule = self._rule(one, self.group)
        approval = self._request()
        self._approve(self.members[0], approval)
        self.assertEqual(approval.approver_ids, self.members[1:])
        with self.assertRaisesRegex(UserError, "not yours"):
            self._approve(self.members[0], approval)
        rule.several_levels = True
        other = self._request()
        self._approve(self.members[0], other)
        self._approve(self.members[0], other)
        self.assertEqual(other.state, "approved")

    def test_a_request_keeps_the_terms_it_started_with(self):
        rule = self._rule(1, self.group)
        approval = self._request()
        rule.level_ids.unlink()
        rule.write({"mode": "off", "name": "Another"})
        self._approve(self.head, approval)
        self.assertEqual(approval.state, "pending")
        self.assertIn("Who approves", approval.reason)
        self.assertIn("§ 7", approval.reason)
        self._approve(self.members[0], approval)
        self.assertEqual(approval.state, "approved")

    def test_a_step_waits_for_the_approval(self):
        self._rule(1, amount_from=100)
        small, large = self._document(amount=99), self._document(amount=100)
        small.action_confirm()
        self.assertNotIn("confirm", large.allowed_steps)
        with self.assertRaisesRegex(UserError, "(?s)must be requested.*Manager of the department.*Why.*§ 7"):
            large.action_confirm()
        approval = self._request(large)
        with self.assertRaisesRegex(UserError, "(?s)waits for Manager of the department: head.*Why.*§ 7"):
            large._check_approved()
        self._approve(self.head, approval)
        large._check_approved()
        large.invalidate_recordset()
        large.action_confirm()
        self.assertEqual(large.state, "confirmed")

    def test_one_request_at_a_time(self):
        self._rule(1)
        document = self._document()
        first = self._request(document)
        self.assertEqual(self._request(document), first)
        self._approve(self.head, first)
        self.assertEqual(self._request(document), first)
        self.assertEqual(document.approval_ids.ids, [first.id])

    def test_two_things_about_one_document(self):
        self._rule(1)
        self._rule(self.group, operation="close")
        document = self._document()
        document.action_request_approval()
        document.action_request_approval("close")
        whole, close = self.env["customer.approval"].search([("res_id", "=", document.id)], order="id")
        self.assertEqual(close.display_name, "Contract: Close")
        self._approve(self.members[0], close)
        self.assertEqual((whole.state, close.state, document.approval_state), ("pending", "approved", "pending"))
        with self.assertRaisesRegex(UserError, "No step"):
            document.action_request_approval("burn")

    def test_search_by_state(self):
        self._rule(1, amount_from=100)
        documents = self._document(amount=100) | self._document(amount=100) | self._document(amount=1)
        pending, approved = self._request(documents[0]), self._request(documents[1])
        self._approve(self.head, approved)
        Documents = self.as_user(self.clerk, documents)
        for state, found in (("pending", documents[0]), ("approved", documents[1]), (False, documents[2])):
            self.assertEqual(Documents.search([("approval_state", "=", state)]), found, state)
        self.assertEqual(
            Documents.search([("approval_state", "!=", "pending")]), documents[1:].sorted("id", reverse=True)
        )
        self.assertEqual(pending.state, "pending")

    def test_withdraw(self):
        self._rule(1)
        approval = self._request()
        for user in (self.head, self.users["supervisor"]):
            with self.assertRaisesRegex(UserError, "by who made it"):
                self.as_user(user, approval).action_withdraw()
        self.as_user(self.clerk, approval).action_withdraw()
        self.assertRecordValues(approval, [{"state": "cancelled", "approver_ids": []}])
        with self.assertRaisesRegex(UserError, "no longer pending|made by others"):
            self._approve(self.head, approval)

    def test_the_hooks_are_told(self):
        told = []
        Document = type(self.env["test.customer.document"])
        for name in ("_after_approval", "_after_rejection"):
            self.patch(
                Document,
                name,
                lambda document, approval, name=name: told.append(
                    (name, document.env.uid, document.env.su, approval.state)
                ),
            )
        self._rule(1)
        self._approve(self.head, self._request())
        self._reject(self.head, self._request())
        self._request(self._document(company_id=self.company.id, amount=1))
        self.assertEqual(
            told,
            [
                ("_after_approval", self.head.id, True, "approved"),
                ("_after_rejection", self.head.id, True, "rejected"),
            ],
        )

    def test_cost(self):
        """A bound with some air; scripts/bench compares with the floor."""
        self._rule(self.group)
        self._approve(self.members[0], self._request())
        document = self._document()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.as_user(self.clerk, document)._request_approval()
            self.env.flush_all()
        approval = self.env["customer.approval"].search([("res_id", "=", document.id)])
        self.env.invalidate_all()
        with self.assertQueryCount(13):
            self._approve(self.members[0], approval)
            self.env.flush_all()
