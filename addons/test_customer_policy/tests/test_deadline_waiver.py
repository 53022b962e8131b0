from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .deadline_common import DeadlineCase


@tagged("post_install", "-at_install")
class TestWaiver(DeadlineCase):
    """A waiver counts when it is approved, where a rule says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._deadline_rule(steps=[{}])
        cls.boss = cls._new_user("user", login="boss")
        cls.board = cls.env["res.groups"].create({"name": "Board", "user_ids": [(6, 0, cls.boss.ids)]})

    def _approval_rule(self, **values):
        return self.env["customer.approval.rule"].create(
            {
                "name": "Waivers",
                "document_model": "customer.deadline",
                "operation": "waive",
                "mode": "enforce",
                "company_id": self.company.id,
                "level_ids": [(0, 0, {"group_id": self.board.id})],
                **values,
            }
        )

    def _asked(self, reason="The customer withdrew", user=None):
        deadline = self._start()
        wizard = self.as_user(user or self.head, self.env["customer.deadline.waive"])
        outcome = wizard.with_context(active_ids=deadline.ids).create({"reason": reason}).action_waive()
        return deadline, deadline.approval_ids, outcome

    def test_a_waiver_waits_for_its_approval(self):
        self._approval_rule()
        deadline, approval, outcome = self._asked()
        self.assertEqual((deadline.state, deadline.step_ids.state, approval.state), ("open", "waiting", "pending"))
        self.assertEqual((approval.requested_by_id, approval.author_id), (self.head, self.clerk))
        self.assertIn("has to be approved", outcome["params"]["message"])
        # who is asked reads what it is about
        self.assertTrue(self.as_user(self.boss, deadline).waiver_reason)
        self.as_user(self.boss, approval).action_approve()
        self.assertRecordValues(deadline, [{"state": "waived", "reason": "The customer withdrew"}])
        self.assertEqual(deadline.step_ids.state, "dropped")
        self.assertEqual(deadline.event_ids.sorted("id").mapped("type"), ["start", "asked", "waived"])
        with self.assertRaises(AccessError):
            self.as_user(self.boss, deadline).check_access("read")

    def test_a_refused_waiver_leaves_the_deadline(self):
        self._approval_rule()
        deadline, approval, _outcome = self._asked()
        self.as_user(self.boss, approval).action_reject("no")
        self.assertEqual((deadline.state, approval.state), ("open", "rejected"))
        told = self.env["mail.message"].search([("partner_ids", "in", self.head.partner_id.ids)])
        self.assertIn("boss rejected", told.body)
        self.as_user(self.head, deadline)._waive("Really, he did")
        self.assertEqual(deadline.approval_ids.sorted("id").mapped("state"), ["rejected", "pending"])

    def test_another_reason_is_another_request(self):
        self._approval_rule()
        deadline, approval, _outcome = self._asked()
        self.as_user(self.director, deadline)._waive("Another one")
        self.assertEqual(deadline.approval_ids.sorted("id").mapped("state"), ["void", "pending"])
        self.assertEqual(approval.state, "void")

    def test_who_is_late_does_not_approve(self):
        self._approval_rule()
        self.board.user_ids += self.clerk
        _deadline, approval, _outcome = self._asked()
        with self.assertRaisesRegex(UserError, "not yours|made by others"):
            self.as_user(self.clerk, approval).action_approve()

    def test_what_is_met_meanwhile_needs_no_waiver(self):
        self._approval_rule()
        deadline, approval, _outcome = self._asked()
        with freeze_time("2026-05-11 07:00:00"):
            self.Documents.browse(deadline.res_id).action_confirm()
        self.assertEqual((deadline.state, approval.state), ("met", "cancelled"))

    def test_rules_meet_deadlines_by_their_condition(self):
        self._approval_rule(domain="[('milestone', '=', 'close')]")
        deadline, approval, outcome = self._asked()
        self.assertEqual((deadline.state, len(approval)), ("waived", 0))
        self.assertEqual(outcome["type"], "ir.actions.act_window_close")
        observing = self._approval_rule(mode="observe")
        deadline = self._asked()[0]
        self.assertEqual(deadline.state, "waived")
        noted = self.env["customer.policy.observation"].search([("rule_code", "=", observing.code)])
        self.assertEqual(noted.res_id, deadline.id)

    def test_nobody_asks_around_the_reason(self):
        self._approval_rule()
        deadline = self._start()
        for user in (self.clerk, self.head, self.users["general_manager"]):
            with self.assertRaises(AccessError):
                self.as_user(user, deadline).action_request_approval("waive")

    def test_which_past_deadlines_a_shorter_term_would_have_missed(self):
        shorter = self._deadline_rule(0, mode="off", domain="[('is_foreign', '=', False)]")
        met = self._start("2026-05-10 07:00:00")
        for start, done in (
            ("2026-05-10 08:00:00", "2026-05-10 09:00:00"),
            ("2026-05-12 08:00:00", "2026-05-20 08:00:00"),
        ):
            with freeze_time(done):
                self.Documents.browse(self._start(start).res_id).action_confirm()
        foreign = self._start("2026-05-10 07:00:00", is_foreign=True)
        with freeze_time("2026-05-11 09:00:00"):
            self.Documents.browse((met | foreign).mapped("res_id")).action_confirm()
        first = shorter._fields["effective_from"].convert_to_cache("2026-05-10", shorter)
        self.assertEqual(shorter._past_breaches(first, first).ids, [met.res_id])
