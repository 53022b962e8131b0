import io

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import _wkhtml
from odoo.addons.customer_policy.tests.common import ROLES, RoleCase

FIVE = {"品保": "white", "制造": "red", "业务": "yellow", "财务": "green", "总经理室": "blue"}


class FormCase(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env.ref("test_customer_policy.report_test_customer_slip")
        cls.slip = cls.env["test.customer.slip"].create({"name": "First slip", "company_id": cls.company.id})

    @classmethod
    def _rule(cls, keepers=None, **values):
        copies = [
            (0, 0, {"name": f"第{number}联", "keeper": keeper, "colour": colour})
            for number, (keeper, colour) in enumerate((keepers or FIVE).items(), 1)
        ]
        vals = {"name": "Slip", "company_id": cls.company.id, "mode": "enforce", "report_id": cls.report.id}
        return cls.env["customer.form.rule"].create({**vals, "copy_ids": copies, **values})

    def _pages(self, slips, role="user"):
        """Print, and return the text of each page."""
        report = self.as_role(role, self.report).with_context(force_report_rendering=True)
        self.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")  # where nobody answers
        with mute_logger("odoo.addons.base.models.ir_actions_report"):  # says which switches it does not know
            content, kind = report._render_qweb_pdf(self.report.report_name, slips.ids)
        self.assertEqual(kind, "pdf")
        return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]

    def _copy(self, number: int):
        return self.env["customer.form.rule"].search([("company_id", "=", self.company.id)]).copy_ids[number - 1]


@tagged("post_install", "-at_install")
class TestForms(FormCase):
    """The PDF as it is printed, without style sheets: with them wkhtmltopdf draws letters instead of writing them."""

    def test_a_page_per_copy(self):
        self._rule()
        pages = self._pages(self.slip)
        self.assertEqual(len(pages), 5)
        for number, (page, keeper) in enumerate(zip(pages, FIVE, strict=True), 1):
            for text in (f"第{number}联", keeper, f"{number}/5", "Firstslip"):
                self.assertIn(text, page)
            for other in set(FIVE) - {keeper}:
                self.assertNotIn(other, page)

    def test_several_documents(self):
        self._rule({"业务": "white", "财务": "yellow"})
        other = self.slip.copy({"name": "Second slip"})
        pages = self._pages(self.slip + other)
        self.assertEqual(["First" in page for page in pages], [True, True, False, False])
        self.assertEqual(["1/2" in page for page in pages], [True, False, True, False])

    def test_a_long_form_says_on_each_page_which_copy_it_is(self):
        self._rule({"业务": "white", "财务": "yellow"})
        self.slip.name = "Long slip"
        pages = self._pages(self.slip)
        half = len(pages) // 2
        self.assertGreater(half, 1)
        # what Linux distributions ship does not repeat the head of a table
        again = half if _wkhtml().is_patched_qt else 1
        for page in pages[:again]:
            self.assertIn("业务", page)
        for page in pages[half : half + again]:
            self.assertIn("财务", page)

    def test_one_plain_copy_without_a_rule_in_force(self):
        for values in (None, {"mode": "off"}, {"company_id": self.other_company.id}, {"mode": "observe"}):
            if values:
                self._rule(**values)
            (page,) = self._pages(self.slip)
            self.assertIn("Firstslip", page)
            self.assertNotIn("1/", page)
        observed = self.env["customer.policy.observation"].search([("rule_model", "=", "customer.form.rule")])
        self.assertEqual(observed.mapped("message"), ["It would be printed in 5 copies."])

    def test_copies_have_an_order_and_a_form_at_least_one(self):
        rule = self._rule()
        rule.copy_ids[4].sequence = 1
        rule.invalidate_recordset()
        self.assertIn("总经理室", self._pages(self.slip)[0])
        with self.assertRaisesRegex(ValidationError, "at least one copy"):
            rule.copy_ids = [(5,)]


@tagged("post_install", "-at_install")
class TestHandover(FormCase):
    def _hand_over(self, copy, role="user", slip=None, **values):
        wizard = (
            self.as_role(role, self.env["customer.form.hand.over"])
            .with_context(default_res_model=self.slip._name, default_res_id=(slip or self.slip).id)
            .create({"copy_id": copy.id, "to_name": "Li Ming", **values})
        )
        wizard.action_hand_over()

    def test_handing_over_is_a_row(self):
        self._rule()
        self._hand_over(self._copy(4), to_user_id=self.users["manager"].id, to_name=False, note="by hand")
        self._hand_over(self._copy(3))
        rows = self.env["customer.form.handover"].search([], order="id")
        by = self.users["user"].id
        self.assertRecordValues(
            rows,
            [
                {"copy_number": 4, "keeper": "财务", "to_name": self.users["manager"].name, "create_uid": by},
                {"copy_number": 3, "keeper": "业务", "to_name": "Li Ming", "create_uid": by},
            ],
        )
        self.assertEqual((rows.issue_id.res_id, len(rows.issue_id)), (self.slip.id, 1))
        self.assertEqual(self.as_role("user", self.slip).form_handover_count, 2)
        action = self.as_role("user", self.slip).action_view_form_handovers()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), rows)
        self.slip.unlink()
        self.assertEqual(rows.exists(), rows)

    def test_refusals(self):
        with self.assertRaisesRegex(UserError, "No form of this document has copies"):
            self._hand_over(self.env["customer.form.copy"])
        rule = self._rule()
        with self.assertRaisesRegex(UserError, "who receives"):
            self._hand_over(self._copy(1), to_name=False)
        there = self.slip.copy({"company_id": self.other_company.id})
        foreign = self._rule(company_id=self.other_company.id)
        for slip, copy in ((there, rule.copy_ids[0]), (self.slip, foreign.copy_ids[0])):
            with self.assertRaises(UserError):
                self._hand_over(copy, slip=slip)
        copy = rule.copy_ids[0]
        rule.mode = "off"
        with self.assertRaises(UserError):
            self._hand_over(copy)

    def test_only_for_documents_with_forms(self):
        self._rule()
        wizard = self.as_role("user", self.env["customer.form.hand.over"])
        with self.assertRaisesRegex(AccessError, "no forms with copies"):
            wizard.with_context(default_res_model="res.users", default_res_id=1).create(
                {"copy_id": self._copy(1).id, "to_name": "x"}
            ).action_hand_over()

    def test_nobody_touches_the_register(self):
        self._rule()
        self._hand_over(self._copy(1))
        row = self.env["customer.form.handover"].search([])
        for role in ROLES:
            for record in (row, row.issue_id):
                own = self.as_role(role, record)
                for attack in (
                    lambda own=own: own.write({"create_uid": 1}),
                    lambda own=own: own.unlink(),
                    lambda own=own, record=record: own.create(record.copy_data()[0]),
                ):
                    with self.assertRaises(UserError):  # which AccessError is too
                        attack()
        for role in ("employee", "network_administrator", "rules_administrator"):
            with self.assertRaises(AccessError):
                self._hand_over(self._copy(1), role=role)
            with self.assertRaises(AccessError):
                self.as_role(role, row).read(["to_name"])
        foreign = self._new_user("supervisor", company=self.other_company)
        self.assertFalse(self.as_user(foreign, row).search([]))
        self.assertEqual(self.as_role("security_auditor", row).search([]), row)

    def test_those_concerned_read_the_register(self):
        self._rule()
        self._hand_over(self._copy(1))
        row = self.env["customer.form.handover"].search([])
        stranger = self._new_user("user", login="stranger")
        for user, seen in (
            (self.users["user"], True),
            (stranger, False),
            (self.users["information_administrator"], True),
            (self.users["security_auditor"], True),
        ):
            for record in (row, row.issue_id):
                self.assertEqual(bool(self.as_user(user, record).search([("id", "=", record.id)])), seen, user.login)

    def test_only_rules_administrators_change_rules(self):
        rule = self._rule()
        for role in ROLES:
            if role != "rules_administrator":
                for record in (rule, rule.copy_ids[0]):
                    with self.assertRaises(AccessError):
                        self.as_role(role, record).write({"name": "x"})
        self.as_role("rules_administrator", rule.copy_ids[0]).write({"keeper": "仓库"})
