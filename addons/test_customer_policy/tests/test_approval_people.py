from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from .common import ApprovalCase


class TestApprovalPeople(ApprovalCase):
    """Who decides follows the organisation."""

    def test_a_department_without_manager_counts_with_the_next_above(self):
        desk = self._department("Desk", parent_id=self.sales.id)
        self._rule(1, 2)
        approval = self._request(department_id=desk.id)
        self.assertEqual(approval.approver_ids, self.head)
        self._approve(self.head, approval)
        self.assertEqual(approval.approver_ids, self.director, "the manager of the manager")

    def test_a_manager_without_a_user_counts_as_none(self):
        self.head.active = False
        self._rule(1)
        self.assertEqual(self._request().approver_ids, self.director)

    def test_the_manager_does_not_approve_the_own_request(self):
        self._rule(1)
        approval = self._request(self._document(self.head))
        self.assertEqual(approval.approver_ids, self.director)
        alone = self._request(self._document(self.director))
        self.assertEqual(alone.approver_ids, self.head)

    def test_nobody_above_is_said_clearly(self):
        self._rule(2)
        document = self._document(department_id=self.staff.id)
        approval = self._request(document)
        self.assertEqual((approval.state, approval.approver_ids), ("pending", self.env["res.users"]))
        self.assertIn("Nobody can decide level 1, That manager's manager", approval.obstacle)
        with self.assertRaisesRegex(UserError, "Nobody can decide level 1"):
            document._check_approved()

    def test_the_department_of_the_responsible_counts_when_the_document_has_none(self):
        self.env["hr.employee"].create(
            {"name": "c", "user_id": self.clerk.id, "department_id": self.sales.id, "company_id": self.company.id}
        )
        self._rule(1)
        self.assertEqual(self._request(department_id=False).approver_ids, self.head)

    def test_who_leaves_the_group_no_longer_decides(self):
        self._rule(self.group)
        document = self._document()
        approval = self._request(document)
        self.assertTrue(self.as_user(self.members[0], document).name)
        self.members[0].group_ids -= self.group
        self.env.invalidate_all()
        self.assertEqual(approval.approver_ids, self.members[1:])
        with self.assertRaisesRegex(UserError, "not yours"):
            self._approve(self.members[0], approval)
        with self.assertRaises(AccessError):
            self.as_user(self.members[0], document).check_access("read")
        self.group.user_ids -= self.members[1]
        self.members[2].active = False
        self.assertTrue(approval.obstacle)
        new = self._new_user("user", "new", group_ids=[(4, self.group.id), (4, self.env.ref("base.group_user").id)])
        self.assertEqual((approval.approver_ids, approval.obstacle), (new, False))

    def test_a_new_manager_decides(self):
        self._rule(1)
        approval = self._request()
        new = self._new_user("user", "new head")
        self.sales.manager_id = self.env["hr.employee"].create(
            {"name": "n", "user_id": new.id, "company_id": self.company.id}
        )
        self.assertEqual(approval.approver_ids, new)
        with self.assertRaisesRegex(UserError, "not yours"):
            self._approve(self.head, approval)
        self.sales.manager_id.user_id = False
        self.assertEqual(approval.approver_ids, self.director)

    def test_too_few_people(self):
        self._rule({"group_id": self.group.id, "required": 3})
        approval = self._request()
        self.assertFalse(approval.obstacle)
        self._approve(self.members[0], approval)
        self.members[1].active = False
        self.assertIn("Nobody can decide level 1", approval.obstacle)

    def test_people_of_another_company_do_not_decide(self):
        stranger = self._new_user("user", "stranger", company=self.other_company)
        both = self._new_user("user", "both", company=self.other_company)
        both.company_ids |= self.company
        self.group.user_ids = stranger | both
        self._rule(self.group)
        approval = self._request()
        self.assertEqual(approval.approver_ids, both)
        with self.assertRaisesRegex(UserError, "not yours"):
            self._approve(stranger, approval)
        self._approve(both, approval)
        self.assertEqual(approval.state, "approved")

    def test_portal_users_do_not_decide(self):
        portal = self._new_user("base.group_portal", "portal")
        self.group.user_ids |= portal
        self._rule(self.group)
        self.assertEqual(self._request().approver_ids, self.members)

    def test_activities_follow_those_asked(self):
        self._rule(self.group, 1)
        approval = self._request()
        Approvals = self.env["customer.approval"]
        Approvals._sync_activities()
        self.assertEqual(approval.activity_ids.user_id, self.members)
        self.assertEqual(approval.activity_ids.activity_type_id.name, "Approval")
        before = approval.activity_ids
        Approvals._sync_activities()
        self.assertEqual(approval.activity_ids, before)
        self._approve(self.members[0], approval)
        Approvals._sync_activities()
        self.assertEqual(approval.activity_ids.user_id, self.head)
        self.env["customer.approval.substitution"].create(
            {
                "user_id": self.head.id,
                "substitute_id": self.colleague.id,
                "company_id": self.company.id,
                "date_from": "2000-01-01",
                "date_to": "2999-12-31",
            }
        )
        Approvals._sync_activities()
        self.assertEqual(approval.activity_ids.user_id, self.head | self.colleague)
        self._reject(self.head, approval)
        Approvals._sync_activities()
        self.assertFalse(approval.activity_ids)

    def test_marking_the_activity_done_decides_nothing(self):
        self._rule(self.group)
        approval = self._request()
        self.env["customer.approval"]._sync_activities()
        self.as_user(
            self.members[0], approval.activity_ids.filtered(lambda a: a.user_id == self.members[0])
        ).action_done()
        self.assertEqual(approval.state, "pending")

    def test_whoever_becomes_or_ceases_to_be_the_manager_by_any_way(self):
        self._rule(1)
        approval = self._request()
        self.head.employee_ids.resource_id.user_id = self.colleague
        self.assertEqual(approval.approver_ids, self.colleague)
        self.sales.manager_id.unlink()
        self.assertEqual(approval.approver_ids, self.director)
        self.sales.unlink()
        self.assertFalse(approval.approver_ids)

    def test_a_new_group_brings_its_people(self):
        self._rule(self.group)
        approval = self._request()
        vals = {"name": "More", "implied_ids": [(4, self.group.id)], "user_ids": [(4, self.director.id)]}
        self.env["res.groups"].create(vals)
        self.assertEqual(approval.approver_ids, self.members | self.director)

    def test_a_new_customer_with_a_login_changes_nothing(self):
        self._rule(self.group)
        self._request()
        with patch.object(type(self.env["customer.approval"]), "_ask_deciders") as asked:
            self._new_user("base.group_portal", "portal")
            self._new_user("user", "elsewhere", company=self.other_company)
        asked.assert_not_called()

    def test_managers_above_decide_as_well_where_the_rule_says_so(self):
        rule = self._rule({"decided_by": "manager", "manager_rank": 1, "or_above": True})
        approval = self._request()
        self.assertEqual(approval.approver_ids, self.head | self.director)
        self.assertIn("or one above", rule.level_ids.display_name)
        self._approve(self.director, approval)
        self.assertEqual(approval.state, "approved")
