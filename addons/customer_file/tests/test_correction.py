from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


class CorrectionCase(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Corrections = cls.env["customer.file.correction"]
        cls.keeper = cls.users["information_administrator"]

    def _protect(self, *names, flow="short", **values):
        return self._rule("customer.file.correction.rule", flow=flow, fields=names, clause="002/4 4", **values)

    def _correction(self, file, user=None, **values):
        """A draft of ``user`` that proposes these values of the file."""
        vals = {
            "name": "Wrong data",
            "file_id": file.id,
            "reason": "Found when calling",
            "line_ids": [(0, 0, {"field_id": self._field(name).id, "value": text}) for name, text in values.items()],
        }
        return self.as_user(user or self.clerk, self.Corrections).create(vals)

    def _events(self, file):
        return [(event.name, event.old_value, event.new_value) for event in file.event_ids.sorted("id")]


@tagged("post_install", "-at_install")
class TestCorrection(CorrectionCase):
    """The short flow: who finds an error proposes, a superior checks, then the file changes."""

    @proves("S2.4-4", "S4.upd-4.4")
    def test_a_confirmed_phone_is_changed_by_a_checked_correction_only(self):
        self._protect("phone")
        file = self._filed(phone="010-1")
        keeper = self.as_user(self.keeper, file)
        for change in (lambda: keeper.write({"phone": "010-2"}), lambda: keeper.partner_id.write({"phone": "010-2"})):
            self.assertRefused("Phone.*changed by a correction(.|\n)*002/4 4", change)
        correction = self._correction(file, phone="010-2")
        correction.action_submit()
        self.assertEqual(correction.state, "to_check")
        self.assertEqual(file.phone, "010-1", "nothing is applied before it was checked")
        self.assertIn(self.boss, correction.activity_ids.user_id)
        self.as_user(self.boss, correction).action_check()
        self.assertEqual((correction.state, correction.checked_by_id), ("done", self.boss))
        self.assertEqual(file.phone, "010-2")
        self.assertEqual(self._events(file)[-1], ("Phone", "010-1", "010-2"))
        self.assertEqual(file.event_ids.sorted("id")[-1].correction_id, correction)

    @proves("S4.upd-4.4")
    def test_a_change_found_in_contact_is_updated_at_once_with_old_and_new(self):
        file = self._file(phone="010-1")
        self.as_user(self.clerk, file).phone = "010-2"
        self.assertEqual(self._events(file)[-1], ("Phone", "010-1", "010-2"))

    def test_a_user_who_reads_no_fields_fills_the_form(self):
        file = self._filed(need="carton")
        with Form(self.as_user(self.clerk, self.Corrections).with_context(default_file_id=file.id)) as form:
            form.name = "Wrong need"
            form.reason = "Found when calling"
            with form.line_ids.new() as line:
                line.data = "need"
                self.assertEqual(line.current_value, "carton")
                line.value = "paper"
        correction = form.record
        correction.action_submit()
        self.assertRecordValues(correction.line_ids, [{"field_name": "need", "old_value": "carton", "value": "paper"}])
        offered = dict(correction.line_ids._selection_data())
        self.assertIn("phone", offered)
        self.assertFalse({"state", "company_id", "responsible_id"} & set(offered))

    def test_each_value_enters_the_history_once(self):
        file = self._filed(need="carton", legal_representative="Li")
        correction = self._correction(file, need="paper", legal_representative="Wang", fax="12")
        correction.action_submit()
        self.as_user(self.boss, correction).action_check()
        self.assertEqual(
            sorted(self._events(file)),
            [
                ("Fax", "", "12"),
                ("Legal Representative", "Li", "Wang"),
                ("Needs and Intentions", "carton", "paper"),
            ],
        )

    def test_no_context_lets_delete_what_is_on_record(self):
        self._protect("phone")
        correction = self._correction(self._filed(phone="010-1"), phone="010-2")
        correction.action_submit()
        # the key by which core switches conditions off while a module is uninstalled
        for flagged in (correction, correction.with_context(_force_unlink=True)):
            self.assertRefused("on record and cannot be deleted", flagged.unlink)
        self.assertTrue(correction.exists())

    def test_unprotected_data_and_open_files_are_free(self):
        self._protect("phone")
        file = self._filed(phone="1")
        self.as_user(self.keeper, file).need = "carton"
        self.as_user(self.keeper, file).phone = "1"
        self.as_user(self.clerk, self._file("Open", phone="1")).phone = "2"
        self.assertEqual(file.need, "carton")

    def test_without_named_data_all_are_protected_also_while_the_file_is_revised(self):
        self._protect()
        file = self._filed(need="carton")
        self.as_user(self.keeper, file).action_revise()
        for name in ("need", "fax"):
            with self.assertRaisesRegex(UserError, "changed by a correction"):
                self.as_user(self.keeper, file).write({name: "other"})

    def test_observing_lets_pass_and_takes_note_once(self):
        rule = self._protect("phone", mode="observe")
        file = self._filed(phone="1")
        self.as_user(self.keeper, file).phone = "2"
        self.assertEqual(file.phone, "2")
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertRecordValues(observed, [{"res_id": file.id, "user_id": self.keeper.id}])
        self._protect("phone", sequence=20)
        with self.assertRaisesRegex(UserError, "changed by a correction"):
            self.as_user(self.keeper, file).phone = "3"

    def test_nobody_checks_the_own_correction_and_an_outsider_none(self):
        file = self._filed(phone="1")
        correction = self._correction(file, user=self.boss, phone="2")
        correction.action_submit()
        with self.assertRaisesRegex(UserError, "own correction"):
            correction.action_check()
        with self.assertRaisesRegex(UserError, "superior checks"):
            self.as_user(self.colleague, correction).action_check()
        handled = self._correction(file, phone="3")
        handled.responsible_id = self.boss
        handled.action_submit()
        with self.assertRaisesRegex(UserError, "own correction"):
            self.as_user(self.boss, handled).action_check()
        self.as_user(self.head, correction).action_check()
        self.assertEqual(file.phone, "2")

    def test_a_stale_proposal_is_shown_and_not_applied(self):
        file = self._filed(need="carton", fax="1")
        correction = self._correction(file, need="paper", fax="2")
        correction.action_submit()
        self.assertFalse(correction.is_stale)
        file.need = "foil"
        correction.invalidate_recordset()
        correction.line_ids.invalidate_recordset()
        self.assertTrue(correction.is_stale)
        with self.assertRaisesRegex(UserError, "nothing is applied. Needs and Intentions was “carton” and is “foil”"):
            self.as_user(self.boss, correction).action_check()
        self.assertEqual((file.need, file.fax, correction.state), ("foil", "1", "to_check"))
        correction.action_renew()
        correction.action_submit()
        self.as_user(self.boss, correction).action_check()
        self.assertEqual((file.need, file.fax), ("paper", "2"))

    def test_another_language_makes_nothing_stale(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        file = self._filed(ownership="private")
        correction = self._correction(file, ownership="State-Owned")
        correction.with_context(lang="zh_CN").action_submit()
        self.assertFalse(correction.with_context(lang="en_US").is_stale)
        self.as_user(self.boss, correction).action_check()
        self.assertEqual(file.ownership, "state")

    def test_what_was_submitted_is_not_changed(self):
        file = self._filed(phone="1")
        correction = self._correction(file, phone="2")
        correction.action_submit()
        line = correction.line_ids
        for records in (correction, line, self.as_user(self.keeper, line), self.as_user(self.head, correction)):
            vals = {"value": "9"} if records._name.endswith("line") else {"line_ids": [(1, line.id, {"value": "9"})]}
            with self.assertRaisesRegex(UserError, "was submitted"):
                records.write(vals)
        for forged in ({"state": "done"}, {"checked_by_id": self.boss.id}, {"why": "x"}):
            with self.assertRaises(AccessError):
                self.as_user(self.head, correction).write(forged)
        with self.assertRaises(AccessError):
            self.as_user(self.colleague, correction).write({"name": "x"})

    def test_a_closed_correction_changes_for_nobody(self):
        file = self._filed(phone="1")
        correction = self._correction(file, phone="2")
        correction.action_submit()
        self.as_user(self.boss, correction).action_check()
        for records in (correction, self.as_user(self.head, correction), correction.sudo()):  # sudo: it helps nobody
            with self.assertRaises(UserError):
                records.write({"reason": "other"})
            with self.assertRaises(UserError):
                records.line_ids.write({"value": "3"})
            with self.assertRaises(UserError):
                records.unlink()
        correction.message_post(body="a note")

    def test_a_refusal_keeps_its_reason(self):
        file = self._filed(phone="1")
        correction = self._correction(file, phone="2")
        correction.action_submit()
        wizard = self.env["customer.file.correction.refuse"]
        for user, message in ((self.clerk, "own correction"), (self.colleague, "superior checks")):
            with self.assertRaisesRegex(UserError, message):
                self.as_user(user, wizard).create(
                    {"correction_ids": [(6, 0, correction.ids)], "reason": "x"}
                ).action_refuse()
        self.as_user(self.boss, wizard).create(
            {"correction_ids": [(6, 0, correction.ids)], "reason": "The number is right"}
        ).action_refuse()
        self.assertEqual((correction.state, correction.refusal, file.phone), ("refused", "The number is right", "1"))

    def test_a_proposal_says_something_new_and_understandable(self):
        file = self._filed(phone="1")
        with self.assertRaisesRegex(UserError, "says so already"):
            self._correction(file, phone="1").action_submit()
        with self.assertRaisesRegex(UserError, "which data"):
            self._correction(file).action_submit()
        with self.assertRaisesRegex(UserError, "not understood"):
            self._correction(file, registered_capital="much").action_submit()
        no_reason = self._correction(file, phone="2")
        no_reason.reason = False
        with self.assertRaisesRegex(UserError, "reason"):
            no_reason.action_submit()

    def test_it_is_numbered_where_a_rule_numbers_it(self):
        file = self._filed(phone="1")
        plain = self._correction(file, phone="2")
        plain.action_submit()
        self.assertFalse(plain.number)
        self._rule(
            "customer.number.rule", document="customer.file.correction", pattern="C{year}-{number}", reset="year"
        )
        numbered = self._correction(file, phone="3")
        numbered.action_submit()
        self.assertRegex(numbered.number, r"^C\d{4}-001$")

    def test_answers_of_a_survey_to_protected_data_become_a_correction(self):
        self._protect("phone")
        file = self._filed(phone="1")
        method = self.env["customer.collection.method"].search([("company_id", "=", self.company.id)], limit=1)
        form = self._rule(
            "customer.collection.form",
            method_id=method.id,
            line_ids=[(0, 0, {"field_id": self._field(name).id}) for name in ("phone", "need")],
        )
        survey = self.as_user(self.clerk, self.env["customer.information.survey"]).create(
            {"name": file.name, "file_id": file.id, "form_id": form.id}
        )
        survey.line_ids[0].value, survey.line_ids[1].value = "2", "carton"
        survey.action_submit()
        self.as_user(self.keeper, survey).action_accept()
        self.assertEqual((file.phone, file.need), ("1", "carton"))
        correction = file.correction_ids
        self.assertRecordValues(
            correction, [{"state": "to_check", "survey_id": survey.id, "found_by_id": self.clerk.id}]
        )
        self.as_user(self.head, correction).action_check()
        self.assertEqual(file.phone, "2")

    def test_corrections_follow_a_merge(self):
        lost, kept = self._filed(name="Lost", phone="1"), self._filed(name="Kept")
        correction = self._correction(lost, phone="2")
        correction.action_submit()
        self.as_user(self.boss, correction).action_check()
        self._protect()
        self.as_user(self.keeper, lost)._merge_into(self.as_user(self.keeper, kept))
        self.assertEqual(correction.file_id, kept)


@tagged("post_install", "-at_install")
class TestRename(CorrectionCase):
    """Another name of the customer: by an approved correction with the scanned application (S1.7-3.3c)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_user("employee", login="accountant")
        cls.finance = cls.env["hr.department"].create({"name": "Finance", "company_id": cls.company.id})
        cls.finance.manager_id = cls._employ(cls.accountant, department_id=cls.finance.id)
        cls.rename_rule = cls._rule(
            "customer.file.application.rule",
            operation="rename",
            by_correction=True,
            keeper_department_ids=[(6, 0, (cls.department | cls.finance).ids)],
        )

    def _scan(self):
        return self.as_user(self.clerk, self.env["ir.attachment"]).create({"name": "letter.pdf", "raw": b"%PDF"})

    @proves("S1.7-3.3c")
    def test_the_name_changes_by_an_approved_request_with_its_scan_and_both_departments_are_told(self):
        file = self._filed(name="Old Name")
        partner = self.as_user(self.keeper, file.partner_id)
        self.assertRefused("checked correction with the scan", lambda: partner.write({"name": "New Name"}))
        wizard = self.as_user(self.keeper, self.env["customer.file.rename"]).create(
            {"file_id": file.id, "new_name": "New Name"}
        )
        wizard.attachment_ids = self.as_user(self.keeper, self.env["ir.attachment"]).create(
            {"name": "scan.pdf", "raw": b"%PDF", "res_model": wizard._name, "res_id": wizard.id}
        )
        self.assertRefused("checked correction with the scan", wizard.action_rename)
        without_scan = self._correction(file, name="New Name")
        without_scan.action_submit()
        self.assertRefused("checked correction with the scan", self.as_user(self.boss, without_scan).action_check)
        correction = self._correction(file, name="New Name")
        correction.attachment_ids = self._scan()
        correction.action_submit()
        self.assertEqual(file.name, "Old Name")
        self.as_user(self.boss, correction).action_check()
        self.assertEqual(file.name, "New Name")
        told = file.activity_ids.filtered(
            lambda activity: "New Name is" in activity.summary or "Renamed" in activity.summary
        )
        self.assertEqual(told.user_id, self.boss | self.accountant)

    def test_only_customers_with_receivables_where_the_rule_says_so(self):
        self.rename_rule.with_receivables = True
        file = self._filed(name="Old Name")
        self.as_user(self.keeper, file.partner_id).name = "New Name"
        self.patch(type(file), "_has_receivables", lambda file: True)
        with self.assertRaisesRegex(UserError, "checked correction with the scan"):
            self.as_user(self.keeper, file.partner_id).name = "Third Name"
        self.assertEqual(file.name, "New Name")

    @proves("S1.7-3.3c")
    def test_those_who_keep_the_application_are_told_of_an_opening(self):
        self._rule(
            "customer.file.application.rule",
            operation="open",
            mode="observe",
            keeper_department_ids=[(6, 0, (self.department | self.finance).ids)],
        )
        file = self._filed()
        told = file.activity_ids.filtered(lambda activity: activity.summary.startswith("Keep the application"))
        self.assertEqual(told.user_id, self.boss | self.accountant)
