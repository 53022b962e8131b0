"""Build the browser's bundles once and keep them in the test database: a pytest plugin, and a program for one database.

A test's cursor is rolled back, so without this every class with a tour would build them anew (20 s each). Bundles know
the age of their files: one whose files changed is built again here, the others are found and left.
"""

import os
import sys

import pytest

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import HttpCase, get_db_name

BUNDLES = (
    "web.assets_web",
    "web.assets_backend_lazy",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "web.__assets_tests_call__",
)


def build(database):
    with Registry(database).cursor() as cursor:
        qweb = api.Environment(cursor, SUPERUSER_ID, {})["ir.qweb"]
        for bundle in BUNDLES:
            qweb._get_asset_bundle(bundle, css=False, js=True).js()
            qweb._get_asset_bundle(bundle, css=True, js=False).css()


@pytest.fixture(scope="session", autouse=True)
def ready_bundles(request, load_registry):
    # a process of several found them in the database that its own is a copy of
    if any(isinstance(item.cls, type) and issubclass(item.cls, HttpCase) for item in request.session.items):
        build(get_db_name())


if __name__ == "__main__":
    from odoo.tools import config

    config.parse_config(
        ["-c", "config/odoo.test.conf", f"--addons-path={os.environ['ADDONS_PATH']}", "--no-http", "--log-level=warn"]
    )
    build(sys.argv[1])
