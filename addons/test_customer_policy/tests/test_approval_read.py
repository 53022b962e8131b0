from odoo.exceptions import AccessError

from .common import ApprovalCase


class TestApprovalRead(ApprovalCase):
    """A pending approver reads the document, until the decision."""

    def test_the_grant_ends_with_the_decision(self):
        self._rule(self.group, 1)
        document = self._document()
        approval = self._request(document)
        member = self.members[0]
        seen = self.as_user(member, document)
        self.assertEqual(seen.search([("id", "=", document.id)]), document)
        self.assertEqual(seen.read(["note"])[0]["id"], document.id)
        self.assertFalse(self.as_user(self.head, document).has_access("read"), "not yet")
        with self.assertRaises(AccessError):
            seen.write({"note": "changed by the approver"})
        self._approve(member, approval)
        self.env.invalidate_all()
        for user in self.members:
            self.assertFalse(self.as_user(user, document).has_access("read"))
            self.assertFalse(self.as_user(user, document).search([("id", "=", document.id)]))
        self.assertTrue(self.as_user(self.head, document).has_access("read"))

    def test_only_this_document_and_model(self):
        self._rule(self.group)
        document, other = self._document(), self._document()
        self._request(document)
        self.assertEqual(self.as_user(self.members[0], other).search([]), document)

    def test_who_reads_an_approval(self):
        self._rule(self.group, 1)
        approval = self._request()
        self._approve(self.members[0], approval)
        self._rule_of_the_other_company()
        readers = {self.clerk, self.members[0], self.head} | {
            self.users[role] for role in ("supervisor", "manager", "general_manager", "security_auditor")
        }
        for user in self.env["res.users"].union(
            self.clerk, self.head, self.director, self.members, *self.users.values()
        ):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                self.assertEqual(self.as_user(user, approval).has_access("read"), user in readers)
                found = self.as_user(user, approval.decision_ids.browse()).search([("approval_id", "=", approval.id)])
                self.assertEqual(bool(found), user in readers)

    def _rule_of_the_other_company(self):
        manager = self._new_user("general_manager", "other gm", company=self.other_company)
        approvals = self.as_user(manager, self.env["customer.approval"])
        self.assertFalse(approvals.search([]))
        self.assertFalse(approvals.env["customer.approval.decision"].search([]))

    def test_my_lists(self):
        self._rule(self.group, 1)
        approval = self._request()
        mine = self.as_user(self.members[0], approval.browse())
        self.assertEqual(mine.search([("can_decide", "=", True)]), approval)
        self.assertTrue(self.as_user(self.members[0], approval).can_decide)
        self.assertFalse(self.as_user(self.clerk, approval).can_decide)
        self._approve(self.members[0], approval)
        self.assertFalse(mine.search([("can_decide", "=", True)]))
        self.assertEqual(mine.search([("can_decide", "=", False)]), approval)
        self.assertEqual(mine.search([("decision_ids.user_id", "=", self.members[0].id)]), approval)
        self.assertIn("✓ 1. Committee", approval.progress)
        self.assertIn("▸ 2. Manager of the department", approval.progress)

    def test_open_the_document(self):
        self._rule(self.group)
        approval = self._request()
        action = self.as_user(self.members[0], approval).action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), (approval.res_model, approval.res_id))

    def test_the_window_to_decide_shows_nothing_of_what_others_decide(self):
        approval = self._request()
        wizards = self.as_user(self._new_user("user", "stranger"), self.env["customer.approval.decide"])
        with self.assertRaises(AccessError):
            wizards.create({"approval_id": approval.id})
        own = self._request(self._document(wizards.env.user))
        wizard = wizards.create({"approval_id": own.id})
        with self.assertRaises(AccessError):
            wizard.approval_id = approval
