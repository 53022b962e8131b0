"""What is secret stays secret on every way out, for everybody who is neither cleared nor in charge."""

import sys
from datetime import timedelta
from pathlib import Path

import databases
import pytest

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

sys.path.append(str(Path(__file__).resolve().parent))
import probes
from world import MARK, World

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db")


@tagged("post_install", "-at_install")
class TestWaysOut(World, HttpCase):
    """Over real HTTP, as each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.people.values():
            user.password = user.login
        cls.env.flush_all()

    def _models(self) -> dict:
        """Name what is tried, with the ids an attacker may guess."""
        return {model: records.ids for model, records in self.marked.items()}

    def _attack(self, user, *, thorough=False):
        """Try everything as ``user``; return the prober and the names of the probes that gave something away."""
        self.authenticate(user.login, user.login)
        prober = probes.Prober(self, user, thorough=thorough)
        key = self._api_key(user)
        ways = [
            *(probes.model_probes(prober, model, ids) for model, ids in self._models().items()),
            probes.path_probes(prober, list(self._models())),
            probes.route_probes(prober, self.secret_file, self.message, self.scan, self.scan_token),
            probes.action_probes(prober, self.secret_file),
            probes.api_probes(prober, key, self.secret_file),
        ]
        with mute_logger(*QUIET):
            leaks = [name for way in ways for name, text in way if MARK in text]
        return prober, leaks

    def _api_key(self, user) -> str:
        keys = self.env["res.users.apikeys"].with_user(user)
        # sudo: the case makes the key that the person would make with the password
        return keys.sudo()._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))

    def test_nothing_leaks(self):
        """To those who have most rights elsewhere, or had some before."""
        self._check_nothing_leaks(
            "past recipient",
            "general_manager",
            "security_auditor",
            "system administrator",
            "in both companies",
            "portal",
        )

    @pytest.mark.long
    def test_nothing_leaks_to_anybody(self):
        """As every role, and field by field."""
        self._check_nothing_leaks(*self.people, thorough=True)

    def _check_nothing_leaks(self, *roles, thorough=False):
        total = 0
        for role in roles:
            with self.subTest(role=role):
                prober, leaks = self._attack(self.people[role], thorough=thorough)
                total += prober.count
                self.assertEqual(leaks, [], role)
                self.assertGreater(prober.count, 100)
        databases.say(f"{total} probes as {len(roles)} roles, none gave anything away")

    def test_the_suite_would_notice(self):
        """Switch off one rule after the other: the probes must find what comes out."""
        for xml_id in (
            "customer_file_rule_secrecy",
            "customer_file_interaction_rule_secrecy",
            "mail_message_rule_secrecy",
            "mail_activity_rule_secrecy",
        ):
            rule = self.env.ref(f"customer_file.{xml_id}")
            rule.active = False
            with self.subTest(rule=xml_id):
                leaks = self._attack(self.clerk)[1]
                self.assertTrue(leaks, "a rule is off and nothing was found")
            rule.active = True

    def test_who_is_in_charge_finds_the_marks(self):
        """The probes reach what they look for."""
        self.boss.password = "boss"
        leaks = self._attack(self.boss)[1]
        for model in self.marked:
            self.assertTrue(any(model in name for name in leaks), model)
