from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestAccessClosing(SecrecyCase):
    """Somebody leaves in anger: what the person may read ends now, and the handover goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule("customer.handover.rule", reason="leaves")
        cls.file = cls._file(responsible_id=cls.clerk.id)
        cls.secrets = cls._secret_file() | cls._secret_file(cls.top_secret)
        cls.activity = cls.file.activity_schedule("mail.mail_activity_data_todo", user_id=cls.clerk.id)
        cls.clearance = cls._clear(cls.clerk, cls.secret)
        cls.grant = cls._grant(cls.clerk, cls.secrets[1])

    def _close(self, user, role="security_administrator"):
        wizard = self.as_role(role, self.env["customer.access.close"])
        return wizard.create({"user_id": user.id, "reason": "Threatened to take the list along"}).action_close()

    @proves("S1.8-38")
    def test_clearances_grants_and_the_account_end_at_once(self):
        self.assertTrue(self._can_read(self.clerk, self.secrets))
        self.assertRefused("has not handed over", self.clerk.action_archive)
        self._close(self.clerk)
        self.assertRecordValues(self.clearance, [{"state": "ended", "ended_by_id": self.guard.id}])
        self.assertTrue(self.grant.ended_date)
        self.assertEqual(self.grant.end_reason, "Threatened to take the list along")
        self.assertFalse(self.clerk.active)
        row = self.env["customer.access.closing"].search([("user_id", "=", self.clerk.id)])
        self.assertRecordValues(
            row,
            [
                {
                    "closed_by_id": self.guard.id,
                    "reason": "Threatened to take the list along",
                    "clearance_count": 1,
                    "grant_count": 1,
                }
            ],
        )
        self.clerk.active = True  # what was ended stays so when the account comes back
        self.assertFalse(self._can_read(self.clerk, self.secrets[0]) or self._can_read(self.clerk, self.secrets[1]))
        self.assertRefused("has not handed over", self.clerk.action_archive)

    def test_nobody_logs_in_to_a_closed_account(self):
        self.clerk.password = "long enough 1"
        credential = {"login": "clerk", "password": "long enough 1", "type": "password"}
        Users = self.env["res.users"]
        self.assertEqual(Users.authenticate(credential, {"interactive": True})["uid"], self.clerk.id)
        self._close(self.clerk)
        self.env.flush_all()
        with self.assertRaises(AccessDenied):
            Users.authenticate(credential, {"interactive": True})

    def test_the_handover_goes_on(self):
        handover = self.as_user(self.head, self.env["customer.handover"]).create(
            {"leaver_id": self.clerk.id, "successor_id": self.colleague.id}
        )
        self._close(self.clerk)
        self.assertEqual((handover.state, self.activity.exists().user_id), ("draft", self.clerk))
        handover.action_start()
        self.assertEqual(set(handover.line_ids.mapped("kind")), {"file", "activity"})
        self.as_user(self.head, handover.line_ids).action_hand_over()
        self.as_user(self.colleague, handover.line_ids).action_receive()
        handover.action_complete()
        self.assertEqual((self.file.responsible_id, self.activity.user_id), (self.colleague, self.colleague))

    def test_only_the_security_administrator_closes_and_nobody_the_own_account(self):
        for role in ("general_manager", "network_administrator", "security_auditor", "rules_administrator", "user"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._close(self.clerk, role)
        with self.assertRaisesRegex(AccessError, "security administrator closes"):
            self.env["customer.access.closing"].with_user(self.head)._close(self.clerk, "x")
        for user, message in (
            (self.guard, "own account"),
            (self._new_user("base.group_portal", login="customer"), "no account of an employee"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self._close(user)
        self.assertTrue(self.clerk.active)

    def test_the_register_is_read_by_those_who_watch_and_written_by_nobody(self):
        self._close(self.clerk)
        row = self.env["customer.access.closing"].search([("user_id", "=", self.clerk.id)])
        self.assertTrue(self.as_role("security_auditor", row).read(["reason"]))
        for role in ("security_administrator", "security_auditor", "general_manager"):
            mine = self.as_role(role, row)
            for attack in (lambda mine=mine: mine.write({"reason": "x"}), mine.unlink):
                with self.assertRaises(UserError):
                    attack()

    def test_a_key_of_the_context_opens_no_way_around_the_handover(self):
        for key in ("customer.access.closing", "closing"):
            self.assertRefused(
                "has not handed over",
                self.clerk.with_context(**{key: self.clerk.ids}).action_archive,
            )
