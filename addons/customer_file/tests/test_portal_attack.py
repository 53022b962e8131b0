from lxml import html
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .portal_common import URL, PortalCase

OWN_MODELS = ("customer.", "dealer.")


@tagged("post_install", "-at_install")
class TestPortalAttack(PortalCase):
    """What a portal user tries beyond the own page."""

    def test_only_staff_with_the_role_accept(self):
        survey = self._propose(phone="026-99990000")
        for user in (self.buyer, self.users["user"]):
            with self.assertRaises(AccessError):
                self.as_user(user, survey).action_accept()

    def test_the_database_decides_between_two_in_the_same_moment(self):
        self._propose(phone="026-99990000")
        second = self.Surveys.create({"name": "x", "file_id": self.file.id, "form_id": self.form.id})
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            second._write_protected({"from_customer": True})

    def test_staff_cannot_speak_for_the_customer(self):
        vals = {"name": "x", "file_id": self.file.id, "form_id": self.form.id}
        with self.assertRaises(AccessError):
            self.as_role("user", self.Surveys).create({**vals, "from_customer": True})
        survey = self.as_role("user", self.Surveys).create(vals)
        with self.assertRaises(AccessError):
            survey.from_customer = True

    def test_another_customer_sees_nothing_of_it(self):
        self._propose(phone="026-99990000")
        text = self._text(self._page(self.stranger)) + html.tostring(self._page(self.stranger)).decode()
        self.assertIn("021-77770001", text)
        for secret in ("Green Valley", "026-", self.file.number, "buyer@green"):
            self.assertNotIn(secret, text)

    def test_nothing_a_client_sends_chooses_a_record_or_a_field(self):
        page = self._page(self.stranger)
        answer = self._send(
            page,
            url=f"{URL}?file_id={self.file.id}&id={self.file.id}&partner_id={self.customer.id}",
            phone="021-66660000",
            file_id=str(self.file.id),
            form_id="1",
            survey_id="1",
            collector_id=str(self.buyer.id),
            state="accepted",
            credit_description="pays well",
            number="CF1",
            **{"shown.credit_description": "x", "shown.phone": "x"},
        )
        self.assertFalse(self._alert(answer))
        survey = self._proposals()
        self.assertRecordValues(
            survey, [{"file_id": self.stranger_file.id, "collector_id": self.stranger.id, "state": "submitted"}]
        )
        self.assertEqual(survey.line_ids.mapped("field_name"), ["phone"])
        for company in (self.other_company.id, 0, -1, "x", "9" * 5000, "%00"):
            self._page(self.stranger, f"{URL}?company={company}", status=404)

    def test_a_file_sent_instead_of_a_text_is_ignored(self):
        data = dict(self._page().xpath("//form[@action]")[-1].form_values())
        data.pop("phone")
        response = self.url_open(URL, data=data, files={"phone": ("phone.txt", b"1"), "shown.email": ("x", b"1")})
        self.assertIn("no value was changed", self._alert(html.fromstring(response.text)))

    def test_script_is_text(self):
        script = "\"'><script>alert(1)</script>"
        for name in ("phone", "business_scope"):
            self._send(self._page(), **{name: script})
            survey = self._proposals()[:1]
            self.assertEqual(survey.line_ids.value, script)
            page = self._page()
            self.assertFalse(page.xpath("//script[contains(., 'alert(1)')]"))
            self.assertIn(script, page.xpath("string(//*[@id='wrap'])"))
            self.as_role("information_administrator", survey).action_accept()
            self.assertFalse(self._page().xpath("//script[contains(., 'alert(1)')]"))

    def test_a_null_character_does_no_harm(self):
        self.assertEqual(self._propose(phone="02\x006").line_ids.value, "026")

    def test_staff_and_strangers_have_no_page(self):
        self._page(self.users["employee"], status=404)
        self._page(self.users["manager"], status=404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(URL).url)

    def test_a_forged_request_is_refused(self):
        self._login(self.buyer)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(URL, data={"phone": "1"}).status_code, 400)
        self.assertFalse(self._proposals())

    def test_portal_users_have_no_right_on_any_model_of_ours(self):
        models = [name for name in self.registry if name.startswith(OWN_MODELS)]
        self.assertIn("customer.file", models)
        for name in models:
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(self.env[name].with_user(self.buyer).has_access(operation), f"{name} {operation}")

    @mute_logger("odoo.http")
    def test_portal_users_read_nothing_over_rpc(self):
        survey = self._propose(phone="026-99990000")
        key = self.env["res.users.apikeys"].with_user(self.buyer).sudo()._generate(None, "test", None)
        records = (self.file, survey, survey.line_ids, self.form, self.form.line_ids)
        calls = [(record._name, "search_read", {"domain": []}) for record in records]
        calls += [("customer.file", "name_search", {"name": "Green"})]
        calls += [(survey._name, "action_accept", {"ids": survey.ids})]
        partner_ids = self.buyer.partner_id.ids
        calls += [
            ("res.partner", "read", {"ids": partner_ids, "fields": [f"customer_file_{end}"]}) for end in ("id", "ids")
        ]
        for model, method, arguments in calls:
            keywords = dict(arguments)
            params = {"model": model, "method": method, "args": [keywords.pop("ids")] if "ids" in keywords else []}
            with self.subTest(model=model, method=method):
                self._login(self.buyer)
                with self.assertRaisesRegex(JsonRpcException, "AccessError"):
                    path = f"/web/dataset/call_kw/{model}/{method}"
                    self.make_jsonrpc_request(path, {**params, "kwargs": keywords})
                self.opener.cookies.clear()
                headers = {"Authorization": f"bearer {key}"}
                response = self.url_open(f"/json/2/{model}/{method}", json=arguments, headers=headers)
                self.assertEqual(response.status_code, 403)
                self.assertEqual(response.json()["name"], "odoo.exceptions.AccessError")
