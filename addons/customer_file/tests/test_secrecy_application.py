from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import customer_secrecy_application
from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestSecrecyApplication(SecrecyCase):
    """A secrecy rule is applied to the records that were there before it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.users["rules_administrator"]
        cls.files = cls.Files.union(
            *(cls._file(f"Customer {n}", responsible_id=cls.boss.id, is_important=n < 5) for n in range(7))
        )
        cls.files[0]._classify(cls.internal, "Test")
        cls.files[1]._classify(cls.top_secret, "Test")
        cls.files[2].active = False
        cls.rule = cls._rule(
            "customer.secrecy.rule",
            name="Important customers",
            res_model="customer.file",
            domain="[('is_important', '=', True)]",
            level_id=cls.secret.id,
        )

    def setUp(self):
        super().setUp()
        self.patch(customer_secrecy_application, "BATCH", 2)
        self.progress = []

    def _run(self, time_left=60):
        """Run the scheduled action; the test's own cursor cannot be committed."""
        commit = lambda _cron, processed=0, remaining=None: self.progress.append((processed, remaining)) or time_left  # noqa: E731
        with patch.object(self.registry["ir.cron"], "_commit_progress", commit):
            self.env["customer.secrecy.application"]._cron_work()

    def _application(self):
        return self.env["customer.secrecy.application"].search([("rule_id", "=", self.rule.id)])

    def test_existing_records_get_the_level_and_none_loses_its_own(self):
        self.assertFalse(self.files[3].secrecy_level_id, "the rule came too late for it")
        self.as_user(self.keeper, self.rule).action_apply()
        self.assertEqual(self._application().state, "running")
        self._run()
        none = self.secret.browse()
        expected = [self.secret, self.top_secret, self.secret, self.secret, self.secret, none, none]
        self.assertEqual([file.secrecy_level_id for file in self.files], expected)
        self.assertRecordValues(
            self._application(), [{"state": "done", "count": 5, "raised_count": 4, "user_id": self.keeper.id}]
        )
        changes = self.env["customer.secrecy.change"].search(
            [
                ("res_model", "=", "customer.file"),
                ("res_id", "in", self.files.ids),
                ("new_level_id", "=", self.secret.id),
            ]
        )
        self.assertEqual((len(changes), changes.user_id), (4, self.keeper))
        self.assertIn("Important customers", changes[0].reason)

    def test_it_goes_on_where_it_was_stopped(self):
        self.as_user(self.keeper, self.rule).action_apply()
        self.assertEqual((self._application().count, self._application().last_id), (2, self.files[1].id))
        self._run(time_left=0)
        self.assertEqual((self.progress, self._application().count), ([(2, 1)], 4))
        self._run(time_left=0)
        self.assertEqual((self.progress[1:], self._application().count), ([(1, 0)], 5))
        self.assertEqual(self._application().state, "done")
        self._run()
        self.assertEqual(len(self.progress), 2, "nothing is left")

    def test_a_rule_that_observes_lists_what_would_have_got_the_level(self):
        self.rule.mode = "observe"
        self.as_user(self.keeper, self.rule).action_apply()
        self._run()
        self.assertFalse(self.files[3].secrecy_level_id)
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", self.rule.code)])
        self.assertEqual(set(observed.mapped("res_id")), set((self.files[0] | self.files[2:5]).ids))

    def test_a_rule_that_is_switched_off_stops(self):
        self.as_user(self.keeper, self.rule).action_apply()
        self.rule.mode = "off"
        self._run()
        self.assertEqual((self._application().state, self.files[4].secrecy_level_id.ids), ("stopped", []))
        self.assertRefused("switch it on", self.as_user(self.keeper, self.rule).action_apply)

    def test_one_that_cannot_be_applied_does_not_hold_up_the_others(self):
        other = self._rule(
            "customer.secrecy.rule",
            res_model="customer.file",
            domain="[('is_important', '=', False)]",
            level_id=self.secret.id,
        )
        (self.rule | other).with_user(self.keeper).action_apply()
        original = type(self.rule)._classify

        def classify(rule, records):
            if rule == self.rule:
                message = "impossible"
                raise UserError(message)
            return original(rule, records)

        with patch.object(type(self.rule), "_classify", classify), patch.object(self.env.cr, "rollback"):
            self._run()
        self.assertEqual((self._application().state, self._application().error), ("stopped", "impossible"))
        self.assertEqual((self.files[5] | self.files[6]).secrecy_level_id, self.secret)

    def test_only_who_changes_rules_applies_them_and_nobody_writes_how_far_it_came(self):
        for role in ("general_manager", "security_administrator", "security_auditor"):
            with self.assertRaises(AccessError):
                self.as_role(role, self.rule).action_apply()
        self.as_user(self.keeper, self.rule).action_apply()
        self.as_user(self.keeper, self.rule).action_apply()
        self.assertEqual(len(self._application()), 1)
        with self.assertRaises(AccessError):
            self.as_user(self.keeper, self._application()).last_id = 0
