from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestSecrecyLevel(SecrecyCase):
    """Who looks after rules does not open with them what is secret: that is for the security administrator."""

    def _terms(self):
        return self.env["customer.secrecy.change"].search([("res_model", "=", "customer.secrecy.level")])

    def _openings(self):
        """Changes of a level each of which lets people read what was closed to them, or take the levels away."""
        return (
            {"rank": 1},
            {"rank": 9},
            {"mode": "observe"},
            {"mode": "off"},
            {"active": False},
            {"effective_from": fields.Date.today() + timedelta(days=2)},
            {"opens_to_responsible": not self.secret.opens_to_responsible},
            {"registers": "refusals"},
            {"index_shows": "number"},
            {"grant_days": 300},
            {"classifier_group_id": self.env.ref("customer_policy.group_user").id},
            {"company_id": self.other_company.id},
        )

    @proves("S4.soft-4.5")
    def test_a_level_in_force_is_changed_by_the_security_administrator_only_and_registered(self):
        self.internal.active = False
        self._secret_file(self.secret)
        rules_administrator = self.users["rules_administrator"]
        rules_administrator.company_ids += self.other_company
        for vals in self._openings():
            with self.subTest(vals=vals):
                level = self.secret.with_user(rules_administrator).with_context(
                    allowed_company_ids=(self.company | self.other_company).ids
                )
                self.assertRefused("security administrator", lambda: level.write(vals), AccessError)  # noqa: B023
        known = self._terms()
        self.secret.with_user(self.guard).write({"rank": 1})
        self.assertEqual((self._terms() - known).user_id, self.guard)
        self.assertIn("2 → 1", (self._terms() - known).reason)

    def test_what_opens_nothing_stays_with_who_looks_after_rules(self):
        level = self.secret.with_user(self.users["rules_administrator"])
        level.write({"rank": 5, "mode": "observe"})  # no record has it, and nobody is cleared for it
        self._secret_file(self.secret)
        level.write({"mode": "enforce", "name": "Secret", "rank": 5, "color": 3})
        self.assertRefused("security administrator", lambda: level.write({"rank": 2}), AccessError)

    def test_a_rank_that_people_are_cleared_for_is_not_raised_by_who_looks_after_rules(self):
        self._clear(self.clerk, self.internal)
        file = self._secret_file(self.top_secret)
        self.internal.mode = "observe"
        level = self.internal.with_user(self.users["rules_administrator"])
        self.assertRefused("security administrator", lambda: level.write({"rank": 9}), AccessError)
        self.assertFalse(self._can_read(self.clerk, file))
