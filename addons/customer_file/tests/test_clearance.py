from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestClearance(SecrecyCase):
    @proves("S4.soft-4.5", "S1.8-34b")
    def test_clearance_is_asked_for_approved_and_put_in_force_by_another(self):
        rule = self.env["customer.approval.rule"].create(
            {
                "name": "Clearance",
                "company_id": self.company.id,
                "mode": "enforce",
                "document_model": "customer.clearance",
                "level_ids": [(0, 0, {"group_id": self.env.ref("customer_policy.group_manager").id})],
            }
        )
        self.assertTrue(rule)
        file = self._secret_file()
        clearance = self.as_user(self.clerk, self.env["customer.clearance"]).create(
            {"level_id": self.secret.id, "reason": "Offers"}
        )
        self.assertEqual((clearance.user_id, clearance.state), (self.clerk, "requested"))
        self.assertFalse(self._can_read(self.clerk, file))
        guarded = clearance.with_user(self.guard)
        with self.assertRaisesRegex(UserError, "approval must be requested"):
            guarded.action_grant()
        clearance.action_request_approval()
        with self.assertRaisesRegex(UserError, "waits for"):
            guarded.action_grant()
        clearance.sudo().approval_ids.with_user(self.users["manager"]).action_approve()
        with self.assertRaisesRegex(UserError, "needs the role"):
            clearance.action_grant()
        guarded.action_grant()
        self.assertEqual(guarded.granted_by_id, self.guard)
        self.assertTrue(self._can_read(self.clerk, file))

    def test_nobody_clears_himself_and_for_others_asks_the_security_administrator(self):
        Clearances = self.env["customer.clearance"]
        own = self.as_user(self.guard, Clearances).create({"level_id": self.secret.id, "reason": "x"})
        with self.assertRaisesRegex(UserError, "own clearance"):
            own.action_grant()
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, Clearances).create(
                {"user_id": self.colleague.id, "level_id": self.secret.id, "reason": "x"}
            )
        portal = self._new_user("base.group_portal", login="customer")
        with self.assertRaisesRegex(ValidationError, "no employee"):
            Clearances.create({"user_id": portal.id, "level_id": self.secret.id, "reason": "x"})

    def test_a_clearance_in_force_is_ended_and_not_changed(self):
        file = self._secret_file()
        clearance = self._clear(self.clerk, self.secret, ends=fields.Datetime.now() + timedelta(days=30))
        with self.assertRaisesRegex(AccessError, "instead of changing"):
            clearance.with_user(self.guard).level_id = self.top_secret
        self.assertTrue(self._can_read(self.clerk, file))
        with freeze_time(clearance.ends):
            self.assertFalse(self._can_read(self.clerk, file))
        clearance.with_user(self.guard).action_end()
        self.assertFalse(self._can_read(self.clerk, file))
        with self.assertRaises(AccessError):
            clearance.unlink()
