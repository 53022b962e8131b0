import json
from datetime import timedelta

from odoo import fields
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

ROWS = 60


@tagged("post_install", "-at_install")
class TestHttpExportGuard(HttpCase):
    """A plain user with the right to export tries to get many rows over real HTTP."""

    def setUp(self):
        super().setUp()
        self.company = self.env.company
        groups = "customer_policy.group_user,base.group_allow_export"
        self.clerk = new_test_user(self.env, login="clerk60", groups=groups)
        partners = self.env["res.partner"].create([{"name": f"Http {number}"} for number in range(ROWS)])
        self.files = self.env["customer.file"].create(
            [{"partner_id": partner.id, "credit_description": f"secret-{partner.id}"} for partner in partners]
        )
        self.env["customer.export.rule"].create(
            {"name": "Exports", "mode": "enforce", "row_limit": 20, "page_limit": 40, "company_id": self.company.id}
        )
        self.domain = [["id", "in", self.files.ids]]
        self.authenticate("clerk60", "clerk60")

    def csrf_token(self):
        return Request.csrf_token(self)

    def _json_2(self, method, **params):
        if not hasattr(self, "key"):
            keys = self.env["res.users.apikeys"].with_user(self.clerk)
            self.key = keys._generate("rpc", "test", fields.Datetime.now() + timedelta(hours=1))
        return self.url_open(
            f"/json/2/customer.file/{method}",
            data=json.dumps(params),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )

    def _call_kw(self, method, args=(), **kwargs):
        params = {"model": "customer.file", "method": method, "args": args, "kwargs": kwargs}
        return self.url_open(
            f"/web/dataset/call_kw/customer.file/{method}",
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )

    def _web_export(self, kind, ids=(), groupby=()):
        data = {
            "model": "customer.file",
            "fields": [{"name": "credit_description", "label": "Credit", "type": "text"}],
            "ids": list(ids),
            "domain": self.domain,
            "groupby": list(groupby),
            "context": {},
            "import_compat": False,
        }
        form = {"data": json.dumps(data), "csrf_token": self.csrf_token()}
        return self.url_open(f"/web/export/{kind}", data=form)

    def _assert_refused(self, response):
        self.assertNotIn("secret-", response.text)
        self.assertIn("may take out at once", response.text)

    @proves("S1.8-37")
    def test_json_2(self):
        ids, names = self.files.ids, ["credit_description"]
        page = self._json_2("search_read", domain=self.domain, fields=names, limit=40)
        self.assertEqual(page.text.count("secret-"), 40)
        with mute_logger("odoo.http"):
            for response in (
                self._json_2("search_read", domain=self.domain, fields=names),
                self._json_2("search_read", domain=self.domain, fields=names, limit=0),
                self._json_2("read", ids=ids, fields=names),
                self._json_2("read", ids=ids * 200, fields=names),
                self._json_2("web_read", ids=ids, specification={"credit_description": {}}),
                self._json_2("web_search_read", domain=self.domain, specification={"credit_description": {}}),
                self._json_2("export_data", ids=ids, fields_to_export=names),
                self._json_2("copy_data", ids=ids),
                self._json_2("formatted_read_group", domain=self.domain, groupby=names, aggregates=["__count"]),
                self._json_2(
                    "search_read",
                    domain=self.domain,
                    fields=names,
                    context={
                        "customer_export_pass": True,
                        "su": True,
                        "active_test": False,
                        "allowed_company_ids": self.company.ids,
                    },
                ),
            ):
                self._assert_refused(response)

    @proves("S1.8-37")
    def test_the_browser(self):
        ids, names = self.files.ids, ["credit_description"]
        with mute_logger("odoo.http", "odoo.addons.web.controllers.export"):
            for response in (
                self._call_kw("read", [ids, names]),
                self._call_kw("search_read", [self.domain, names]),
                self._call_kw("web_search_read", domain=self.domain, specification={"credit_description": {}}, limit=0),
                self._call_kw("export_data", [ids, names]),
                self._call_kw("action_export_list", [ids]),
                self._web_export("csv"),
                self._web_export("xlsx"),
                self._web_export("xlsx", ids),
                self._web_export("xlsx", groupby=["state"]),
            ):
                self._assert_refused(response)
        self.assertEqual(self._web_export("csv", ids[:20]).text.count("secret-"), 20)
        self.assertEqual(
            self._call_kw(
                "web_search_read", domain=self.domain, specification={"credit_description": {}}, limit=40
            ).text.count("secret-"),
            40,
        )
        kept = self.env["customer.export.register"].search([("user_id", "=", self.clerk.id)])
        # those that were refused went with the transaction of the test, in which the second cursor lives
        self.assertRecordValues(kept, [{"outcome": "logged", "row_count": 20, "address": "127.0.0.1"}])
