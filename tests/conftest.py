"""Tests outside of the addons: Odoo's test classes want to know tags and a module, which they take from the path of an
addon; here they get them."""

from odoo.tests.common import BaseCase

BaseCase.test_tags = {"standard", "post_install"}
BaseCase.test_module = "tests"
