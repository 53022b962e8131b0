import base64
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import ROLES

from .pack_common import PACK, PackCase


@tagged("post_install", "-at_install")
class TestPackWizard(PackCase):
    def _wizard(self, text=PACK, **values):
        vals = {"origin": "upload", "upload": base64.b64encode(text.encode()), "upload_name": "test.yaml", **values}
        wizard = self.as_role("rules_administrator", self.env["customer.policy.pack.wizard"]).create(vals)
        wizard.action_preview()
        return wizard

    def test_the_changes_are_shown_then_applied(self):
        wizard = self._wizard()
        self.assertEqual(wizard.change_ids.mapped("kind"), ["created"] * 3)
        self.assertIn("Interval (Months): 3", wizard.change_ids[0].details)
        self.assertFalse(self._rules())
        action = wizard.action_apply()
        self.assertEqual(self.Packs.browse(action["res_id"]).code, "test")
        self.assertEqual(self._rules().interval_months, 3)
        self.assertIn("nothing would change", self._wizard().summary)

    def test_a_shipped_pack_and_its_open_values(self):
        name = "customer_file/trader_customer_data_002_1.yaml"
        wizard = self._wizard(origin="shipped", shipped=name)
        self.assertEqual((len(wizard.question_ids), wizard.open_count), (3, 3))
        with self.assertRaisesRegex(UserError, "leaves these values open"):
            wizard.action_apply()
        wizard.question_ids[0].answer = "0"
        wizard.question_ids[1].answer = "6"
        wizard.question_ids[2].answer = "3"
        self.assertEqual(wizard.open_count, 0)
        wizard.action_apply()
        self.assertEqual(self._rules(code="check-002-1").interval_months, 6)

    def test_a_conflict_is_decided_in_its_line(self):
        self._apply()
        self._rules().interval_months = 4
        wizard = self._wizard()
        self.assertEqual((wizard.conflict_count, wizard.change_ids.details), (1, "Interval (Months): 4 → 3"))
        wizard.change_ids.choice = "take"
        wizard.action_apply()
        self.assertEqual(self._rules().interval_months, 3)

    def test_what_changed_since_it_was_shown_is_not_applied(self):
        self._apply()
        wizard = self._wizard(PACK.replace("interval_months: 3", "interval_months: 6"))
        self._rules().interval_months = 4
        with self.assertRaisesRegex(UserError, "Look at them again"):
            wizard.action_apply()
        self.assertEqual(self._rules().interval_months, 4)

    def test_texts_of_a_pack_are_no_markup(self):
        wizard = self._wizard(PACK.replace("en_US: Test", 'en_US: "<script>x</script>"'))
        self.assertIn("&lt;script&gt;", wizard.summary)

    def test_the_export_is_downloaded(self):
        self._apply()
        export = self.as_role("rules_administrator", self.env["customer.policy.pack.export"]).create(
            {"area": "customer_file"}
        )
        export_id = int(export.action_export()["url"].split("/")[4])
        text = base64.b64decode(export.browse(export_id).data).decode()
        self.assertIn("code: check\n", text)
        pack = self.Packs.search([("code", "=", "test")])
        self.assertIn("test.yaml", pack.action_export()["url"])
        self.assertEqual(pack.action_apply_again()["context"]["default_origin"], "upload")


@tagged("post_install", "-at_install")
class TestPaste(PackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        method = cls.env["customer.collection.method"].search(
            [("code", "=", "visit"), ("company_id", "=", cls.company.id)]
        )
        cls.form = cls.env["customer.collection.form"].create(
            {"name": "Visit", "company_id": cls.company.id, "method_id": method.id, "code": "visit"}
        )

    def _paste(self, text, **values):
        pastes = self.as_role("rules_administrator", self.env["customer.policy.paste"])
        return pastes.create({"res_model": self.form._name, "res_id": self.form.id, "text": text, **values})

    def _lines(self):
        return [(line.field_id.name, line.is_required) for line in self.form.line_ids.sorted()]

    def test_columns_in_the_order_of_the_form(self):
        wizard = self._paste("Fax\tyes\nAgent\tｎｏ\n")
        self.assertEqual((wizard.line_count, wizard.problem_count), (2, 0))
        wizard.action_paste()
        self.assertEqual(self._lines(), [("fax", True), ("agent", False)])

    def test_columns_by_their_titles(self):
        wizard = self._paste("Required\tRemark\tQuestion\n√\tx\tFax\n\t\tagent\n")
        self.assertIn("<s>Remark</s>", wizard.understood)
        wizard.action_paste()
        self.assertEqual(self._lines(), [("fax", True), ("agent", False)])

    def test_lines_are_added_or_replaced(self):
        self._paste("Fax").action_paste()
        self._paste("Agent").action_paste()
        self.assertEqual(self._lines(), [("fax", False), ("agent", False)])
        self._paste("Fax", replace=True).action_paste()
        self.assertEqual(self._lines(), [("fax", False)])

    def test_what_is_not_understood_is_said_and_nothing_written(self):
        wizard = self._paste("Question\tRequired\nFax\tperhaps\nColour\t是\n\tyes")
        self.assertEqual(wizard.problem_count, 3)
        self.assertIn("Row 2, Required: “perhaps” is not understood.", wizard.understood)
        self.assertIn("Row 4: “Question” is missing.", wizard.understood)
        with self.assertRaisesRegex(UserError, "Row 3, Question: “Colour” is not understood"):
            wizard.action_paste()
        self.assertFalse(self._lines())
        with self.assertRaisesRegex(UserError, "nothing to paste"):
            self._paste("\n").action_paste()

    def test_only_into_rules_and_only_by_those_who_may(self):
        for role in ROLES:
            if role != "rules_administrator":
                with self.assertRaises(AccessError, msg=role):
                    self.as_role(role, self.env["customer.policy.paste"]).create(
                        {"res_model": self.form._name, "res_id": self.form.id, "text": "Fax"}
                    )
        for model in ("customer.file", "res.users", "customer.file.check.rule", "nothing"):
            with self.assertRaisesRegex(UserError, "No table can be pasted here"):
                self._paste("Fax", res_model=model).action_paste()
        method = self.env["customer.collection.method"].search([("company_id", "=", self.other_company.id)], limit=1)
        foreign = self.form.copy({"company_id": self.other_company.id, "method_id": method.id})
        with self.assertRaises(AccessError):
            self._paste("Fax", res_id=foreign.id).action_paste()

    def test_the_button_is_there_where_it_works(self):
        self.assertTrue(self.as_role("rules_administrator", self.form).can_paste)
        self.assertFalse(self.as_role("supervisor", self.form).can_paste)
        self.assertFalse(self._rule("customer.file.check.rule", interval_months=1).can_paste)


@tagged("post_install", "-at_install")
class TestTrial(PackCase):
    def _try(self, rule, role="rules_administrator"):
        rule = self.as_role(role, rule)
        trials = rule.env["customer.policy.trial"].with_context(**rule.action_try_on_past()["context"])
        return trials.create({"date_from": date(2026, 5, 1), "date_to": date(2026, 5, 31)}).action_try()

    def test_files_that_would_have_been_late(self):
        files = {}
        for name, first, submitted in (
            ("in time", "2026-05-01", "2026-05-08 08:00:00"),
            ("late", "2026-05-01", "2026-05-09 08:00:00"),
            ("open", "2026-05-31", False),
            ("before", "2026-04-30", "2026-06-01 08:00:00"),
        ):
            files[name] = self._file(name, first_contact_date=first)
            files[name]._write_protected({"submitted_date": submitted})
        rule = self._rule("customer.file.opening.rule", submission_days=7, mode="off")
        with freeze_time("2026-06-07 10:00:00"):
            self.assertEqual(set(rule._past_breaches(date(2026, 5, 1), date(2026, 5, 31))), {files["late"]})
        with freeze_time("2026-06-08 10:00:00"):
            late = rule._past_breaches(date(2026, 5, 1), date(2026, 5, 31))
            self.assertEqual(set(late), {files["late"], files["open"]})
            # who may not read files is told how many there are
            message = self._try(rule)["params"]["message"]
            self.assertIn("2 documents of these days", message)
            self.users["rules_administrator"].group_ids = [(4, self.env.ref(ROLES["general_manager"]).id)]
            self.assertEqual(self._try(rule)["domain"], [("id", "in", late.ids)])
        self.assertFalse(self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)]))

    def test_only_rules_that_can_tell(self):
        self.assertTrue(self._rule("customer.file.opening.rule").can_try)
        rule = self._rule("customer.file.staffing.rule", minimum_staff=2)
        self.assertFalse(rule.can_try)
        with self.assertRaisesRegex(UserError, "cannot be tried"):
            self._try(rule)
        with self.assertRaises(AccessError):
            self._try(rule, "user")
