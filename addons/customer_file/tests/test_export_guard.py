from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import ROLES, proves

from .common import FileCase


class ExportCase(FileCase):
    """Many files, and a clerk who may export."""

    count = 60

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk.group_ids += cls.env.ref("base.group_allow_export")
        cls.colleague.group_ids += cls.env.ref("base.group_allow_export")
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(cls.count)]
        )
        cls.files = cls.Files.create(
            [
                {"partner_id": partner.id, "company_id": cls.company.id, "credit_description": f"credit {partner.id}"}
                for partner in cls.partners
            ]
        )
        cls.env.flush_all()
        cls.Register = cls.env["customer.export.register"]

    @classmethod
    def _limit(cls, row_limit=20, **values):
        return cls._rule("customer.export.rule", row_limit=row_limit, **values)

    def _rows(self):
        self.env.invalidate_all()
        return self.Register.search([("company_id", "=", self.company.id)], order="id")


@tagged("post_install", "-at_install")
class TestExportGuard(ExportCase):
    def _export(self, files, user=None, fields=("name", "credit_description")):
        return self.as_user(user or self.clerk, files).export_data(list(fields))["datas"]

    @proves("S1.5-6.6", "S2.4-5", "S4.class-1", "S4.dept-10")
    def test_an_export_is_entered_with_person_time_and_count(self):
        with freeze_time("2025-05-05 06:30:00"):
            self.assertEqual(len(self._export(self.files[:35])), 35)
        rows = self._rows()
        self.assertRecordValues(
            rows,
            [
                {
                    "user_id": self.clerk.id,
                    "row_count": 35,
                    "res_model": "customer.file",
                    "door": "export",
                    "outcome": "logged",
                    "field_names": "credit_description, name",
                }
            ],
        )
        self.assertEqual(str(rows.date), "2025-05-05 06:30:00")
        self.assertEqual(rows.row_ids, f"{min(self.files[:35].ids)}-{max(self.files[:35].ids)}")
        self.assertEqual(self.as_role("security_auditor", self.Register).search([]), rows)
        for role in ROLES:
            for attack in (lambda own: own.write({"row_count": 1}), lambda own: own.unlink(), lambda own: own.copy()):
                with self.assertRaises(UserError):
                    attack(self.as_role(role, rows))

    @proves("S1.8-37", "S4.csmain-9")
    def test_above_the_limit_an_export_needs_a_request(self):
        self._limit(20, clause="001/8 37")
        self.assertEqual(len(self._export(self.files[:20])), 20)
        for count in (21, 50):
            with self.assertRaisesRegex(
                UserError, rf"(?s)^{count} rows.*the 20 you.*approved export request.*001/8 37"
            ):
                self._export(self.files[:count])
        self.assertEqual(self._rows().mapped("outcome"), ["logged", "refused", "refused"])
        self.assertEqual(self._rows().mapped("row_count"), [20, 21, 50])

    def test_a_rule_that_observes_lists(self):
        rule = self._limit(20, mode="observe")
        self.assertEqual(len(self._export(self.files)), 60)
        self.assertEqual(self._rows().mapped("outcome"), ["observed"])
        seen = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertEqual((seen.user_id, len(seen)), (self.clerk, 1))
        rule.mode = "off"
        self.env.cr.cache.clear()  # as a new request has it
        self._export(self.files)
        self.assertEqual(self._rows().mapped("outcome"), ["observed", "logged"])

    @proves("S4.edu-7")
    def test_only_the_group_of_the_rule_exports(self):
        self._limit(20, group_id=self.env.ref("customer_policy.group_information_administrator").id)
        with self.assertRaisesRegex(UserError, "exported by .*Information Administrator"):
            self._export(self.files[:10])
        self.assertEqual(self._rows().mapped("outcome"), ["refused"])
        self.clerk.group_ids += self.env.ref("customer_policy.group_information_administrator")
        self.assertEqual(len(self._export(self.files[:10])), 10)

    def test_the_customer_list_is_an_export(self):
        self._limit(20)
        self.as_user(self.clerk, self.files[:20]).action_export_list()
        with self.assertRaisesRegex(UserError, "21 rows"):
            self.as_user(self.clerk, self.files[:21]).action_export_list()
        self.assertEqual(self._rows().mapped("door"), ["list", "list"])

    def test_a_print_is_an_export(self):
        self._limit(20)
        render = self.as_user(self.clerk, self.env["ir.actions.report"])._render_qweb_html
        render("customer_file.report_customer_list", self.files[:20].ids)
        with self.assertRaisesRegex(UserError, "21 rows"):
            render("customer_file.report_customer_list", self.files[:21].ids)
        self.assertEqual(self._rows().mapped("door"), ["print", "print"])
        # what the system prints by itself is not somebody's export
        self.env["ir.actions.report"]._render_qweb_html("customer_file.report_customer_list", self.files.ids)
        self.assertEqual(len(self._rows()), 2)

    def test_paths_from_other_models(self):
        self._limit(20)
        with self.assertRaisesRegex(UserError, "60 rows"):
            self._export(self.partners, fields=["name", "customer_file_ids/credit_description"])
        # of contacts alone the rule says nothing
        self.assertEqual(len(self._export(self.partners, fields=["name"])), 60)
        with self.assertRaisesRegex(UserError, "60 rows"):
            self._export(self.partners, fields=["customer_file_id/credit_description"])
        self.assertEqual(self._rows().mapped("res_model"), ["customer.file", "customer.file"])

    def test_contacts_when_the_rule_says_so(self):
        self._limit(20, with_contacts=True)
        self.assertEqual(len(self._export(self.partners[:20], fields=["name"])), 20)
        with self.assertRaisesRegex(UserError, "21 rows"):
            self._export(self.partners[:21], fields=["name"])

    def test_names_of_contacts_that_tell_more_than_the_name(self):
        self._limit(20, page_limit=40, with_contacts=True)
        self.partners.write({"email": "a@example.com", "street": "Street 1", "vat": "CHE-1"})
        plain = self.as_user(self.clerk, self.partners)
        self.assertEqual(len(plain.read(["display_name"])), 60)
        self.assertEqual(len(plain.name_search("Customer", limit=1000)), 60)
        groups = lambda own: own.formatted_read_group([("id", "in", own.ids)], ["commercial_partner_id"], ["__count"])  # noqa: E731
        self.assertEqual(len(groups(plain)), 60)
        for key in ("show_address", "show_email", "show_vat"):
            own = plain.with_context(**{key: True})
            self.env.cr.cache.clear()  # as a new request has it
            self.assertEqual(len(own.name_search("Customer", limit=40)), 40)
            self.env.cr.cache.clear()
            self.assertEqual(len(own[:40].read(["display_name"])), 40)
            attacks = (
                lambda own=own: own.name_search("", limit=10**6),
                lambda own=own: own.read(["display_name"]),
                lambda own=own: own.search_read([], ["id", "display_name"]),
                lambda own=own: own.web_name_search("Customer", {"display_name": {}}, limit=60),
                lambda own=own: groups(own),
                lambda key=key: plain.web_read(
                    {"commercial_partner_id": {"fields": {"display_name": {}}, "context": {key: True}}}
                ),
            )
            for number, attack in enumerate(attacks):
                with self.subTest(f"{key} {number}"), self.assertRaisesRegex(UserError, "may take out at once"):
                    attack()

    def test_what_is_read_at_once(self):
        self._limit(20, page_limit=40)
        own = self.as_user(self.clerk, self.files)
        spec = {"credit_description": {}}
        self.assertEqual(len(own[:40].read(["credit_description"])), 40)
        self.assertEqual(len(own.web_search_read([], spec, limit=40)["records"]), 40)
        self.assertEqual(len(own.read(["display_name"])), 60)
        attacks = (
            lambda: own.read(["credit_description"]),
            lambda: own.read(),
            lambda: own.search_read([], ["credit_description"], limit=41),
            lambda: own.web_read(spec),
            lambda: own.web_search_read([], spec, limit=0),
            lambda: own.web_save_multi([{}] * 60, spec),
            lambda: own.web_name_search("Customer", spec, limit=0),
            lambda: own.copy_data(),
            lambda: own.formatted_read_group([], ["credit_description"], ["__count"]),
            lambda: own.formatted_read_group([], [], ["credit_description:array_agg"]),
            lambda: own.formatted_read_group([], ["partner_id"], ["registered_capital:sum"]),
            lambda: own.formatted_read_grouping_sets([], [["credit_description"]], ["__count"]),
            lambda: own.web_read_group([], ["credit_description"], ["__count"]),
            lambda: own.read_progress_bar([], "credit_description", {"field": "state", "colors": {"collected": "x"}}),
            lambda: self.as_user(self.clerk, self.partners).web_read({"customer_file_ids": {"fields": spec}}),
            lambda: self.as_user(self.clerk, self.partners).web_read({"customer_file_id": {"fields": spec}}),
        )
        for number, attack in enumerate(attacks):
            with self.subTest(number), self.assertRaisesRegex(UserError, "may take out at once"):
                attack()
        with self.assertRaisesRegex(UserError, "may take out at once"), self.assertWarns(DeprecationWarning):
            call_kw(own, "read_group", [[], ["x:array_agg(credit_description)"], []], {})
        self.assertEqual(set(self._rows().mapped("outcome")), {"refused"})
        self.assertEqual(len(self._rows()), 17)

    def test_what_only_names_or_counts_is_free(self):
        self._limit(20, page_limit=40)
        own = self.as_user(self.clerk, self.files)
        self.assertEqual(len(own.formatted_read_group([], ["partner_id"], ["__count", "id:array_agg"])), 60)
        self.assertEqual(own.formatted_read_group([], [], ["registered_capital:sum"])[0]["registered_capital:sum"], 0)
        self.assertEqual(len(own.name_search("Customer", limit=100)), 60)
        self.assertTrue(own.web_read_group([], ["state"], ["__count"], auto_unfold=True))
        self.assertFalse(self._rows())

    def test_columns_of_a_board_share_a_page(self):
        """A board opens, whatever its columns hold, and shows no more than a page, however it is asked."""
        self.files[:10]._write_protected({"state": "filed"})
        self.files[10:30]._write_protected({"state": "to_sort"})
        own = self.as_user(self.clerk, self.files)
        spec, domain = {"credit_description": {}}, [("id", "in", self.files.ids)]

        def shown(groupby, **asked):
            board = own.web_read_group(domain, [groupby], unfold_read_specification=spec, **asked)["groups"]
            return sorted(len(column["__records"]) for column in board if column.get("__records"))

        def reloaded(values):
            return [{"value": value, "folded": False, "offset": 0, "limit": 80} for value in values]

        self.assertEqual(shown("state", auto_unfold=True), [10, 20, 30])
        self._limit(20, page_limit=45)
        self.assertEqual(shown("state", auto_unfold=True), [10, 17, 18])
        self.assertEqual(shown("state", opening_info=reloaded(("filed", "to_sort", "collected"))), [10, 17, 18])
        self.assertEqual(shown("state", auto_unfold=True, unfold_read_default_limit=15), [10, 15, 15])
        # of more columns than a page has rows, some stay folded
        self.assertEqual(shown("partner_id", opening_info=reloaded(self.partners.ids)), [1] * 45)
        self.assertFalse(self._rows())
        # more of a column is asked for like more of a list
        with self.assertRaisesRegex(UserError, "46 rows"):
            own.web_search_read(domain, spec, limit=46)

    def test_rows_under_a_file(self):
        self._limit(20, page_limit=40)
        self.env["customer.file.event"].create([{"file_id": file.id, "name": "x"} for file in self.files])
        events = self.as_user(self.clerk, self.env["customer.file.event"])
        with self.assertRaisesRegex(UserError, "60 rows"):
            events.search_read([])
        with self.assertRaisesRegex(UserError, "60 rows"):
            events.search([]).export_data(["name"])

    def test_rows_that_repeat_what_stands_in_files(self):
        """Corrected values, releases and their register tell as much as the files."""
        self._limit(2, page_limit=2)
        files, company = self.files[:3], self.company
        fields = self.env["ir.model.fields"]._get("customer.file", "credit_description")
        corrections = self.env["customer.file.correction"].create(
            [
                {
                    "name": "x",
                    "file_id": file.id,
                    "reason": "x",
                    "line_ids": [(0, 0, {"field_id": fields.id, "value": "new"})],
                }
                for file in files
            ]
        )
        text = dict.fromkeys(("recipient", "purpose", "content"), "x")
        releases = self.env["customer.release"].create(
            [{**text, "company_id": company.id, "file_ids": file.ids, "basis": "legal"} for file in files]
        )
        entries = self.env["customer.release.entry"].create([one._prepare_entry_vals() for one in releases])
        for rows, name in ((corrections.line_ids, "value"), (releases, "content"), (entries, "customers")):
            own = self.as_user(self.users["general_manager"], rows)
            self.assertEqual(len(own[:2].read([name])), 2)
            for attack in (
                lambda own=own, name=name: own.read([name]),
                lambda own=own, name=name: own.search_read([("id", "in", own.ids)], [name]),
            ):
                with self.assertRaisesRegex(UserError, "3 rows", msg=rows._name):
                    attack()

    def test_each_company_has_its_own_limit(self):
        self._limit(20, page_limit=40)
        self.clerk.company_ids += self.other_company
        there = self.Files.with_company(self.other_company).create(
            [{"partner_id": partner.id, "company_id": self.other_company.id} for partner in self.partners]
        )
        both = self.files.with_user(self.clerk).with_context(
            allowed_company_ids=[self.other_company.id, self.company.id]
        )
        self.assertEqual(len(both.browse(there.ids).read(["credit_description"])), 60)
        with self.assertRaisesRegex(UserError, "60 rows"):
            both.browse(self.files.ids + there.ids).read(["credit_description"])

    def test_business_code_is_not_hindered(self):
        self._limit(0, page_limit=1)
        own = self.as_user(self.clerk, self.files)
        self.assertEqual(len(own.mapped("credit_description")), 60)
        own[:2].write({"need": "paper"})
        self.assertEqual(len(self.files.read(["need"])), 60)
        self.assertFalse(self._rows())

    def test_cost_of_a_page(self):
        """The guard costs a list no query."""
        self._limit(20)
        own = self.as_user(self.clerk, self.files[:40])
        own.read(["credit_description"])
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        own.read(["credit_description"])
        guarded = self.env.cr.sql_log_count - before
        self.env["customer.export.rule"].search([]).unlink()
        self.env.flush_all()
        own.read(["credit_description"])
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        own.read(["credit_description"])
        self.assertEqual(guarded, self.env.cr.sql_log_count - before)
