import io
import json
import zipfile

import openpyxl

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

ROWS = 60
LOGGERS = ("odoo.http", "odoo.addons.web.controllers.export", "odoo.addons.web.controllers.json")


@tagged("post_install", "-at_install")
class TestHttpExportDoors(HttpCase):
    """Many customers at once, by routes and methods that were not made for taking data out, as an attacker tries."""

    def setUp(self):
        super().setUp()
        groups = "customer_policy.group_user,base.group_allow_export,base.group_partner_manager"
        self.clerk = new_test_user(self.env, login="clerk60", groups=groups)
        self.partners = self.env["res.partner"].create(
            [
                {"name": f"Http {number}", "street": f"secret-{number}", "email": f"secret-{number}@example.com"}
                for number in range(ROWS)
            ]
        )
        self.files = self.env["customer.file"].create(
            [{"partner_id": partner.id, "credit_description": f"secret-{partner.id}"} for partner in self.partners]
        )
        self.banks = self.env["res.partner.bank"].create(
            [{"partner_id": partner.id, "acc_number": f"CH{partner.id}"} for partner in self.partners]
        )
        self.env["customer.export.rule"].create(
            {
                "name": "Exports",
                "mode": "enforce",
                "row_limit": 20,
                "page_limit": 40,
                "with_contacts": True,
                "company_id": self.env.company.id,
            }
        )
        self.authenticate("clerk60", "clerk60")

    def csrf_token(self):
        return Request.csrf_token(self)

    def _call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._route(f"/web/dataset/call_kw/{model}/{method}", **params)

    def _route(self, path, **params):
        return self.url_open(
            path, data=json.dumps({"params": params}), headers={"Content-Type": "application/json"}
        ).text

    def _web_export(self, kind, model, fields, **values):
        data = {
            "model": model,
            "fields": [{"name": name, "label": name, "type": "char", "store": True} for name in fields],
            "ids": False,
            "domain": [],
            "groupby": [],
            "context": {},
            "import_compat": False,
            **values,
        }
        form = {"data": json.dumps(data), "csrf_token": self.csrf_token()}
        return self._text(self.url_open(f"/web/export/{kind}", data=form).content)

    def _text(self, content: bytes) -> str:
        if content[:2] != b"PK":
            return content.decode(errors="replace")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return "".join(archive.read(name).decode() for name in archive.namelist())
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)

    def _assert_closed(self, doors: dict):
        """Check that each door lets no more than a page through."""
        for name, door in doors.items():
            with self.subTest(name):
                with mute_logger(*LOGGERS):
                    answer = door()
                self.assertNotIn("secret-", answer)
                self.assertIn("may take out at once", answer)

    def test_exports_of_other_models(self):
        by = [["id", "in", self.partners.ids]]
        doors = {}
        for kind in ("csv", "xlsx"):
            for model, path, domain in (
                ("res.partner", "customer_file_ids/credit_description", by),
                ("res.partner", "customer_file_id/credit_description", by),
                ("res.partner", "email", by),
                ("res.partner.bank", "partner_id/customer_file_ids/credit_description", []),
                ("res.partner.bank", "partner_id/email", []),
            ):
                for compatible in (False, True):
                    doors[f"{kind} {model} {path} {compatible}"] = (
                        lambda kind=kind, model=model, path=path, domain=domain, compatible=compatible: (
                            self._web_export(kind, model, [path], domain=domain, import_compat=compatible)
                        )
                    )
            doors[f"{kind} names"] = lambda kind=kind: self._web_export(
                kind, "res.partner.bank", ["partner_id"], context={"show_address": True}
            )
        doors["grouped"] = lambda: self._web_export(
            "xlsx", "res.partner.bank", ["partner_id/email"], groupby=["partner_id"]
        )
        self._assert_closed(doors)
        few = self._web_export("csv", "res.partner.bank", ["partner_id/email"], ids=self.banks[:20].ids)
        self.assertEqual(few.count("secret-"), 20)

    def test_methods(self):
        domain = [["id", "in", self.files.ids]]
        address = {"show_address": True}
        partners = [["id", "in", self.partners.ids]]
        with self.assertWarns(DeprecationWarning):
            self._assert_closed(
                {
                    "read_group": lambda: self._call(
                        "customer.file", "read_group", domain, ["x:array_agg(credit_description)"], []
                    )
                }
            )
        self._assert_closed(
            {
                "array": lambda: self._call(
                    "customer.file", "formatted_read_group", domain, [], ["credit_description:array_agg"]
                ),
                "array by path": lambda: self._call(
                    "res.partner.bank", "formatted_read_group", [], ["partner_id.email"], ["__count"]
                ),
                "array of contacts": lambda: self._call(
                    "res.partner", "formatted_read_group", partners, [], ["email:array_agg"]
                ),
                "max by contact": lambda: self._call(
                    "customer.file", "formatted_read_group", domain, ["partner_id"], ["credit_description:max"]
                ),
                "name_search": lambda: self._call("res.partner", "name_search", "Http", limit=10**6, context=address),
                "web_name_search": lambda: self._call(
                    "res.partner", "web_name_search", "Http", {"display_name": {}}, limit=10**6, context=address
                ),
                "web_name_search with fields": lambda: self._call(
                    "res.partner", "web_name_search", "Http", {"email": {}}, limit=10**6
                ),
                "search_panel": lambda: self._call(
                    "res.partner.bank", "search_panel_select_range", "partner_id", context=address
                ),
                "mentions": lambda: self._call("res.partner", "get_mention_suggestions", "Http", limit=10**6),
                "values of groups": lambda: self._call(
                    "customer.file",
                    "web_read_group",
                    domain,
                    ["partner_id"],
                    [],
                    groupby_read_specification={"partner_id": {"email": {}}},
                ),
                "onchange": lambda: self._call(
                    "customer.leak.report",
                    "onchange",
                    [],
                    {},
                    [],
                    {"file_ids": {"fields": {"credit_description": {}}}},
                    context={"default_file_ids": [[6, 0, self.files.ids]]},
                ),
            }
        )

    def test_routes(self):
        scans = self.env["ir.attachment"].create(
            [
                {"name": f"{file.id}", "raw": f"secret-{file.id}".encode(), "res_model": file._name, "res_id": file.id}
                for file in self.files
            ]
        )
        ids = ",".join(map(str, self.files.ids))
        messages = self.env["mail.message"]
        for file in self.files:
            messages |= file.message_post(body="secret-message")
        model_id = self.env["ir.model"]._get_id("customer.file")
        activities = self.env["mail.activity"].create(
            [{"res_model_id": model_id, "res_id": file.id, "note": "secret-note"} for file in self.files]
        )

        def zipped(attachments):
            form = {
                "file_ids": ",".join(map(str, attachments.ids)),
                "zip_name": "x.zip",
                "csrf_token": self.csrf_token(),
            }
            return self._text(self.url_open("/mail/attachment/zip", data=form).content)

        def cards(partners):
            partner_ids = ",".join(map(str, partners.ids))
            return self._text(self.url_open(f"/web/partner/vcard?partner_ids={partner_ids}").content)

        def cards_of(partners):
            return self._route(
                "/mail/data",
                fetch_params=[["avatar_card", {"id": partner.id, "model": "res.partner"}] for partner in partners],
            )

        def threads_of(records):
            thread = {"thread_model": records._name, "request_list": ["suggestedRecipients", "followers"]}
            return self._route(
                "/mail/data", fetch_params=[["mail.thread", {**thread, "thread_id": record.id}] for record in records]
            )

        self.assertEqual(cards_of(self.partners[:40]).count("@example.com"), 40)
        self.assertEqual(threads_of(self.partners[:40]).count("@example.com"), 40)
        self._assert_closed(
            {
                "avatar cards": lambda: cards_of(self.partners),
                "threads of contacts": lambda: threads_of(self.partners),
                "threads of files": lambda: threads_of(self.files),
                "activities": lambda: self._call("mail.activity", "activity_format", activities.ids),
                "messages": lambda: self._call("mail.message", "portal_message_format", messages.ids),
                "report": lambda: self.url_open(f"/report/html/customer_file.report_customer_list/{ids}").text,
                "report as text": lambda: self.url_open(f"/report/text/customer_file.report_customer_list/{ids}").text,
                "zip": lambda: zipped(scans),
                "vcard": lambda: cards(self.partners),
            }
        )
        self.assertEqual(zipped(scans[:40]).count("secret-"), 40)
        self.assertEqual(cards(self.partners[:40]).count("@example.com"), 40)
