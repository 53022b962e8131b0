from freezegun import freeze_time

from odoo.tests import tagged

from .common import ApprovalCase
from .deadline_common import DeadlineCase


@tagged("post_install", "-at_install")
class TestApprovalDeadline(ApprovalCase):
    """Who is asked decides in time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.remind = cls.env.ref("customer_policy.customer_deadline_action_activity")
        for member in cls.members:
            cls.env["hr.employee"].create(
                {"name": "m", "user_id": member.id, "company_id": cls.company.id, "department_id": cls.sales.id}
            )

    def _decide_within(self, **values):
        return self.env["customer.deadline.rule"].create(
            {
                "name": "Decide in time",
                "milestone": "customer.approval/decide",
                "duration": 2,
                "mode": "enforce",
                "company_id": self.company.id,
                "step_ids": [
                    (0, 0, {"action_id": self.remind.id, "recipient": recipient})
                    for recipient in ("responsible", "department")
                ],
                **values,
            }
        )

    _tick = DeadlineCase._tick

    def _deadlines(self, approval):
        domain = [("res_model", "=", "customer.approval"), ("res_id", "=", approval.id)]
        return self.env["customer.deadline"].search(domain, order="id")

    def test_each_level_has_its_term(self):
        self._decide_within()
        self._rule({"group_id": self.group.id, "required": 2}, 2)
        with freeze_time("2026-05-10 07:00:00"):
            approval = self._request()
        first = self._deadlines(approval)
        self.assertRecordValues(first, [{"state": "open", "user_id": self.members[0].id, "milestone": "decide"}])
        self.assertEqual(str(first.due_date), "2026-05-12 16:00:00")
        with freeze_time("2026-05-11 07:00:00"):
            self._approve(self.members[0], approval)
        # one of two: the level goes on, for those who are left
        self.assertRecordValues(
            self._deadlines(approval), [{"id": first.id, "state": "open", "user_id": self.members[1].id}]
        )
        with freeze_time("2026-05-12 16:00:00"):
            self._approve(self.members[1], approval)
        first, second = self._deadlines(approval)
        self.assertRecordValues(
            first | second,
            [{"state": "late", "user_id": self.members[1].id}, {"state": "open", "user_id": self.director.id}],
        )
        with freeze_time("2026-05-13 07:00:00"):
            self._reject(self.director, approval)
        self.assertEqual(self._deadlines(approval).mapped("state"), ["late", "met"])

    def test_a_request_that_ends_is_not_due(self):
        self._decide_within()
        self._rule(1)
        for end in ("action_withdraw", "cancel", "change"):
            document = self._document()
            approval = self._request(document)
            if end == "cancel":
                document.action_cancel()
            elif end == "change":
                document.note = "more"
            else:
                self.as_user(self.clerk, approval).action_withdraw()
            self.assertEqual(self._deadlines(approval).state, "cancelled", end)

    def test_those_asked_and_their_manager_are_reminded(self):
        self._decide_within()
        self._rule(self.group)
        with freeze_time("2026-05-10 07:00:00"):
            approval = self._request()
        self._tick("2026-05-12 16:00:00")
        deadline = self._deadlines(approval)
        self.assertEqual(set(deadline.step_ids.mapped("state")), {"done"}, deadline.step_ids.mapped("error"))
        activities = self.env["mail.activity"].search([("customer_deadline_id", "=", deadline.id)])
        self.assertEqual(activities.user_id, self.members | self.head)
        self.assertEqual(activities.mapped("res_model"), ["customer.approval"] * 4)
        self._approve(self.members[2], approval)
        self.assertFalse(activities.exists())

    def test_the_term_follows_who_is_asked(self):
        self._decide_within()
        self._rule(1)
        approval = self._request()
        self.sales.manager_id.user_id = self.colleague
        self.assertEqual(self._deadlines(approval).user_id, self.colleague)

    def test_without_a_rule_there_is_no_term_and_no_cost(self):
        self._rule(1)
        approval = self._request()
        self.env["customer.deadline.rule"].search([]).unlink()
        self.assertFalse(self._deadlines(approval))
        self.assertFalse(self.env["customer.deadline.rule"]._models_with_rules())
        self.env.flush_all()
        with self.assertQueryCount(0):
            approval._open_deadlines()
            approval._start_deadline("decide")

    def test_which_past_documents_nobody_decided_on(self):
        rule = self._rule(1, mode="observe", amount_from=1000, domain="[('severity', '=', 'high')]")
        rule.mode = "off"
        found = self._document(amount=1000, severity="high")
        self._document(amount=999, severity="high")
        self._document(amount=1000, severity="low")
        decided = self._document(amount=5000, severity="high")
        later = self._document(amount=1000, severity="high")
        self.env.flush_all()
        self.env.cr.execute("UPDATE test_customer_document SET create_date = '2026-05-10 15:59:59'")
        # the 11th in Shanghai
        self.env.cr.execute(
            "UPDATE test_customer_document SET create_date = '2026-05-10 16:00:00' WHERE id = %s", [later.id]
        )
        self.env.invalidate_all()
        rule.mode = "enforce"
        self._approve(self.head, self._request(decided))
        trial = self.as_role("rules_administrator", self.env["customer.policy.trial"]).create(
            {"res_model": rule._name, "res_id": rule.id, "date_from": "2026-05-10", "date_to": "2026-05-10"}
        )
        self.assertEqual(rule._past_breaches(trial.date_from, trial.date_to).ids, found.ids)
        self.assertIn("1 documents", trial.action_try()["params"]["message"])
        rule.level_ids.unlink()
        self.assertFalse(rule._past_breaches(trial.date_from, trial.date_to), "without levels it lets pass")
