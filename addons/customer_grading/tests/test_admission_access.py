from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .admission_common import AdmissionCase


class TestAdmissionAccess(AdmissionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._form()

    @proves("S1.1-3.1")
    def test_only_the_own_unit_applies_changes_and_inspects(self):
        admission = self._application()
        other = self.as_user(self.west, admission)
        self.assertTrue(other.has_access("read"))
        attempts = {
            "write": lambda: other.write({"introduction": "Mine"}),
            "answer": lambda: other.answer_ids[:1].write({"answer": "yes"}),
            "sheet": lambda: other.sheet_ids[:1].write({"attachment_ids": [(5,)]}),
            "inspect": lambda: self._inspect(admission, user=self.west),
            "delete": other.unlink,
            "apply for the other unit": lambda: self.as_user(self.west, self.env["customer.admission"]).create(
                {"partner_id": self.other.id, "department_id": self.departments["East"].id}
            ),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()
        for step in ("submit", "withdraw"):
            with self._refused("It belongs to the unit “East”"):
                getattr(other, f"action_{step}")()
        with self.assertRaises(AccessError):
            admission.department_id = self.departments["West"]
        admission.introduction = "Ours"
        self._inspect(admission)
        admission.answer_ids.write({"answer": "yes"})
        admission.action_submit()

    def test_a_move_to_another_unit_counts_at_once(self):
        admission = self._application()
        self.assertFalse(self.as_user(self.west, admission).has_access("write"))
        self.west.with_company(self.company).employee_id.department_id = self.departments["East"]
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.as_user(self.west, admission).has_access("write"))

    @proves("S1.11-4.1d")
    def test_criteria_are_those_of_the_rules_administrator(self):
        """Units change neither the criteria of admission nor the blacklist of the company."""
        form = self.env["customer.admission.form"].search([("company_id", "=", self.company.id)])
        kind = self._licence_kind()
        rule = self._rule("not_admitted")
        rules = (form, form.sheet_ids[:1], form.sheet_ids.item_ids[:1], self.aspects[:1], kind, rule)
        for user in (self.east, self.users["supervisor"]):
            for record in rules:
                seen = self.as_user(user, record)
                self.assertTrue(seen.has_access("read"), record._name)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(seen.has_access(operation), f"{user.name} {record._name} {operation}")
        for record in rules:
            self.assertTrue(self.as_role("rules_administrator", record).has_access("write"))
        entry = self.as_user(self.east, self.env["customer.blacklist.entry"]).create(
            {"partner_id": self.partner.id, "reason": "Never paid", "verification": "Seen"}
        )
        entry.action_report()
        with self._refused("It needs the role"):
            entry.action_verify()
        with self.assertRaises(AccessError):
            entry.reason = "Something else"
        coordinator = self.as_user(self.boss, entry)
        coordinator.action_verify()
        with self._refused("It needs the role"):
            entry.action_list()
        coordinator.action_list()
        with self._refused("It needs the role|Write why"):
            entry.action_lift()

    def test_sheets_are_neither_added_nor_taken_away(self):
        admission = self._application()
        for model, values in (
            ("customer.admission.sheet", {"name": "Annex 4"}),
            ("customer.admission.answer", {"name": "New", "sheet_id": admission.sheet_ids[0].id}),
        ):
            with self.assertRaises(AccessError):
                self.as_user(self.east, self.env[model]).create({"admission_id": admission.id, **values})
        with self.assertRaises(AccessError):
            admission.sheet_ids[-1].unlink()
        with self._refused("cannot be changed", AccessError):
            admission.answer_ids[0].is_required = True

    def test_as_secret_as_the_file(self):
        level = self.env["customer.secrecy.level"].create(
            {"name": "Secret", "rank": 2, "company_id": self.company.id, "mode": "enforce"}
        )
        admission = self._application()
        # the file is opened after the application, and not by the unit
        file = self._file_of(responsible_id=self.users["general_manager"].id)
        licence = self._licence(self._licence_kind())
        self.assertEqual(admission.sudo().file_id, file)
        file._classify(level, "Test")
        self.env.flush_all()
        self.env.invalidate_all()
        for record in (admission, admission.sudo().answer_ids, admission.sudo().sheet_ids, licence):
            seen = self.as_user(self.east, record.sudo(False))
            self.assertFalse(seen.has_access("read"), record._name)
            self.assertFalse(seen.search([("id", "in", seen.ids)]), record._name)


@tagged("post_install", "-at_install")
class TestAdmissionMerge(AdmissionCase):
    def test_two_open_applications_are_not_merged_away(self):
        self._form()
        first, second = self._application(), self._application(self.other)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        with self._refused("open application"):
            wizard._merge((self.partner | self.other).ids, self.partner)
        second.action_withdraw()
        wizard._merge((self.partner | self.other).ids, self.partner)
        self.assertEqual((first | second).sudo().partner_id, self.partner)
