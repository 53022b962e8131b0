from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_export_guard import ExportCase

AT_ONCE = "may take out at once"


@tagged("post_install", "-at_install")
class TestExportNames(ExportCase):
    """Addresses of contacts by way of what points to them, from models of anybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._limit(20, page_limit=40, with_contacts=True)
        cls.partners.write({"street": "Secret Street", "vat": "CHE-1"})
        for partner in cls.partners:
            partner.email = f"a{partner.id}@example.com"
        # a model that anybody reads and that has nothing to do with customers
        cls.banks = cls.env["res.partner.bank"].create(
            [{"partner_id": partner.id, "acc_number": f"CH{partner.id}"} for partner in cls.partners]
        )

    def setUp(self):
        super().setUp()
        self.clerk.group_ids += self.env.ref("base.group_partner_manager")
        self.env.flush_all()

    def _request(self, call):
        with self.in_request():
            return call()

    def _own(self, **context):
        return self.as_user(self.clerk, self.banks).with_context(**context)

    def test_fields_that_point_to_contacts(self):
        domain = [("id", "in", self.banks.ids)]
        spec = lambda key: {"partner_id": {"fields": {"display_name": {}}, "context": {key: True}}}  # noqa: E731
        for key in ("show_address", "show_email", "show_vat"):
            ways = (
                lambda n, key=key: self._own(**{key: 1})[:n].read(["partner_id"]),
                lambda n, key=key: self._own(**{key: 1}).search_read(domain, ["partner_id"], limit=n),
                lambda n, key=key: self._own()[:n].web_read(spec(key)),
                lambda n, key=key: self._own().web_search_read(domain, spec(key), limit=n)["records"],
                lambda n, key=key: self._own(**{key: 1}, formatted_display_name=True)[:n].read(["partner_id"]),
                lambda n, key=key: self._own(**{key: 1}).formatted_read_group(
                    domain, ["partner_id"], ["__count"], limit=n
                ),
            )
            for number, way in enumerate(ways):
                with self.subTest(f"{key} {number}"):
                    self.assertEqual(len(self._request(lambda way=way: way(40))), 40)
                    with self.assertRaisesRegex(UserError, AT_ONCE):
                        self._request(lambda way=way: way(41))
        exported = lambda n: self._own(show_address=1)[:n].export_data(["partner_id"])["datas"]  # noqa: E731
        self.assertIn("Secret Street", str(self._request(lambda: exported(40))))
        with self.assertRaisesRegex(UserError, AT_ONCE):
            self._request(lambda: exported(41))

    def test_names_one_by_one_add_up_in_a_request(self):
        def one_by_one(n):
            return [bank.partner_id.browse(bank.partner_id.id).display_name for bank in self._own(show_email=1)[:n]]

        self.assertEqual(len(self._request(lambda: one_by_one(40))), 40)
        with self.assertRaisesRegex(UserError, AT_ONCE):
            self._request(lambda: one_by_one(41))

    def test_plain_names_are_free(self):
        own = self._own()
        self.assertEqual(len(self._request(lambda: own.read(["partner_id"]))), 60)
        self.assertEqual(len(self._request(lambda: own.web_read({"partner_id": {"fields": {"display_name": {}}}}))), 60)
        self.assertEqual(len(self._request(lambda: own.export_data(["partner_id"])["datas"])), 60)
        self.assertFalse(self._rows())

    def test_printing_addresses_of_many(self):
        """The widget of printed documents shows the address as superuser, whatever is printed."""
        widget = self.env["ir.qweb.field.contact"].with_user(self.clerk)

        def printed(n):
            return [str(widget.value_to_html(partner, {})) for partner in self.as_user(self.clerk, self.partners[:n])]

        self.assertEqual(str(self._request(lambda: printed(40))).count("Secret Street"), 40)
        with self.assertRaisesRegex(UserError, AT_ONCE):
            self._request(lambda: printed(41))
        # what scheduled jobs print is not somebody's export, and the public sees what a link opens
        self.env.invalidate_all()
        self.assertEqual(len(printed(60)), 60)
        public = widget.with_user(self.env.ref("base.public_user"))
        self._request(
            lambda: [public.value_to_html(partner.with_user(public.env.user), {}) for partner in self.partners]
        )
        system = self.env["ir.qweb.field.contact"]
        self._request(lambda: [system.value_to_html(partner, {}) for partner in self.partners])

    def test_suggestions_with_a_limit_of_the_client(self):
        own = self.as_user(self.clerk, self.partners)
        self.assertTrue(self._request(lambda: own.get_mention_suggestions("Customer", limit=40)))
        with self.assertRaisesRegex(UserError, AT_ONCE):
            self._request(lambda: own.get_mention_suggestions("Customer", limit=41))

    def test_without_contacts_in_the_rule_nothing_is_stopped(self):
        self.env["customer.export.rule"].search([]).with_contacts = False
        self.assertEqual(len(self._request(lambda: self._own(show_address=1).read(["partner_id"]))), 60)

    def test_references_are_read_one_by_one(self):
        """Core reads what a number of a document points to record by record; a request is one reading all the same."""
        own = self.as_user(self.clerk, self._messages())
        spec = {"res_id": {"fields": {"credit_description": {}}}}
        self.assertEqual(len(self._request(lambda: own[:40].web_read(spec))), 40)
        with self.assertRaisesRegex(UserError, AT_ONCE):
            self._request(lambda: own[:41].web_read(spec))

    def _messages(self):
        messages = self.env["mail.message"]
        for file in self.files:
            messages |= file.message_post(body=f"Secret of {file.id}")
        return messages

    def test_what_hangs_on_files(self):
        messages = self._messages()
        activities = self.env["mail.activity"].create(
            [
                {"res_model_id": self.env["ir.model"]._get_id(file._name), "res_id": file.id, "note": "x"}
                for file in self.files
            ]
        )
        scans = self.env["ir.attachment"].create(
            [{"name": "x", "raw": b"x", "res_model": file._name, "res_id": file.id} for file in self.files]
        )
        for rows, name in ((messages, "body"), (activities, "note"), (scans, "raw")):
            own = self.as_user(self.clerk, rows)
            ways = (
                lambda n, own=own, name=name: own[:n].read([name]),
                lambda n, own=own, name=name: own.search_read([("id", "in", own[:n].ids)], [name]),
                lambda n, own=own, name=name: own[:n].web_read({name: {}}),
                lambda n, own=own, name=name: own[:n].export_data([name])["datas"],
            )
            # messages are exported by administrators only
            ways = ways[:3] if rows == messages else ways
            for number, way in enumerate(ways):
                with self.subTest(f"{rows._name} {number}"):
                    self.assertEqual(len(self._request(lambda way=way: way(20))), 20)
                    with self.assertRaisesRegex(UserError, AT_ONCE):
                        self._request(lambda way=way: way(41))
        own = self.as_user(self.clerk, messages)
        with self.assertRaisesRegex(UserError, AT_ONCE):
            self._request(lambda: own.formatted_read_group([("id", "in", own.ids)], ["body"], ["__count"]))
        # what hangs on anything else is free
        others = self.env["mail.message"]
        for _number in range(60):
            others |= self.clerk.partner_id.message_post(body="x")
        self.assertEqual(len(self._request(lambda: self.as_user(self.clerk, others).read(["body"]))), 60)

    def test_users_of_the_portal_are_customers(self):
        group = [(6, 0, self.env.ref("base.group_portal").ids)]
        users = self.env["res.users"].create(
            [
                {"login": f"portal{partner.id}", "partner_id": partner.id, "group_ids": group}
                for partner in self.partners
            ]
        )
        self.env.flush_all()
        own = self.as_user(self.clerk, users)
        self.assertEqual(len(self._request(lambda: own.read(["name", "login"]))), 60)
        self.assertEqual(len(self._request(lambda: own[:40].read(["email"]))), 40)
        domain = [("id", "in", users.ids)]
        # colleagues are none
        users.group_ids = self.env.ref("base.group_user")
        self.assertEqual(len(self._request(lambda: own.read(["email"]))), 60)
        users.group_ids = self.env.ref("base.group_portal")
        for attack in (
            lambda: own[:41].read(["email"]),
            lambda: own.search_read(domain, ["phone"]),
            lambda: own.web_search_read(domain, {"email": {}}),
            lambda: own[:41].export_data(["email"]),
            lambda: own.formatted_read_group(domain, ["email"], ["__count"]),
            lambda: own.formatted_read_group(domain, [], ["email:array_agg"]),
            lambda: own.formatted_read_group(domain, ["partner_id.email"], ["__count"]),
        ):
            with self.assertRaisesRegex(UserError, AT_ONCE):
                self._request(attack)

    def test_properties_that_point_to_contacts(self):
        self.company.employee_properties_definition = [
            {"name": "aa", "string": "Customer", "type": "many2one", "comodel": "res.partner"}
        ]
        employees = self.env["hr.employee"].create(
            [
                {"name": "x", "company_id": self.company.id, "employee_properties": {"aa": partner.id}}
                for partner in self.partners
            ]
        )
        self.clerk.group_ids += self.env.ref("hr.group_hr_user")
        self.env.flush_all()
        own = self.as_user(self.clerk, employees)
        ways = (
            lambda n: own[:n].with_context(show_email=True).read(["employee_properties"]),
            lambda n: own[:n].with_context(show_email=True).export_data(["employee_properties.aa"])["datas"],
            lambda n: own[:n].web_read({"employee_properties": {"fields": {"aa": {"fields": {"email": {}}}}}}),
        )
        for number, way in enumerate(ways):
            with self.subTest(number):
                self.assertEqual(str(self._request(lambda way=way: way(40))).count("@example.com"), 40)
                with self.assertRaisesRegex(UserError, AT_ONCE):
                    self._request(lambda way=way: way(41))
        export = lambda n: own[:n].export_data(["employee_properties.aa/email"])["datas"]  # noqa: E731
        self.assertEqual(str(self._request(lambda: export(20))).count("@example.com"), 20)
        with self.assertRaisesRegex(UserError, AT_ONCE):
            self._request(lambda: export(21))

    def test_rows_of_a_form_are_read_one_by_one(self):
        """A form that was never saved reads what is put into its list of files record by record."""
        own = self.as_user(self.clerk, self.env["customer.leak.report"])
        spec = {"file_ids": {"fields": {"credit_description": {}}}}

        def onchange(n):
            linked = own.with_context(default_file_ids=[(6, 0, self.files[:n].ids)])
            return linked.onchange({}, [], spec)

        self.assertEqual(str(self._request(lambda: onchange(40))).count("credit_description"), 40)
        with self.assertRaisesRegex(UserError, AT_ONCE):
            self._request(lambda: onchange(41))
