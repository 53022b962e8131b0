"""Core's module test_lint over our addons: the tests that need no database (others: tests/static/test_core_lint.py).

They ask Odoo for all addons it can find; here they are told of ours alone.
"""

import importlib
import logging
import os
import sys
import unittest

import databases
import log_gate

import odoo.modules
from odoo.modules import Manifest
from odoo.tools import config

config.parse_config(
    ["-c", "config/odoo.test.conf", f"--addons-path={os.environ['ADDONS_PATH']}", "--log-level=warn"],
    setup_logging=True,
)
from odoo.tests.common import BaseCase  # noqa: E402  (the test framework wants a parsed configuration)

ours = [Manifest.for_addon(name) for name in databases.our_addons()]
Manifest.all_addon_manifests = staticmethod(lambda: ours)
odoo.modules.get_modules = lambda: list(databases.our_addons())
names = (
    "dunderinit",
    "i18n",
    "jstranslate",
    "manifests",
    "onchange_domains",
    "orm_import",
    "pofile",
    "pylint",
    "test_holes",
)
tests = {name: importlib.import_module(f"odoo.addons.test_lint.tests.test_{name}") for name in names}
# that one lints the whole of Odoo beside the addons: take an addon of ours for "the whole"
config.__dict__["root_path"] = ours[0].path


BaseCase.test_tags, BaseCase.test_module = {"standard"}, "test_lint"


class TestPylint(BaseCase):
    """The originals are transaction cases without need: they read files only."""

    test_pylint = tests.pop("pylint").TestPyLint.test_pylint
    test_pot_duplicate_entries = tests.pop("pofile").PotLinter.test_pot_duplicate_entries

    def _skip_test(self, reason):
        self.fail(reason)


# what Odoo's own runner would see to: plain unittest, and a warning in the log is a failure
BaseCase.run, BaseCase.subTest = unittest.TestCase.run, unittest.TestCase.subTest
logging.getLogger().addHandler(log_gate.listener)
load = unittest.defaultTestLoader
suite = unittest.TestSuite([load.loadTestsFromTestCase(TestPylint), *map(load.loadTestsFromModule, tests.values())])
result = unittest.TextTestRunner().run(suite)
sys.exit(0 if result.wasSuccessful() and not log_gate.listener.lines else 1)
