from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestRelease(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager, cls.director = cls.users["manager"], cls.users["general_manager"]
        cls.file = cls._file()

    def _release(self, **values):
        return self.as_user(self.clerk, self.env["customer.release"]).create(
            {
                "recipient": "Market Research Ltd",
                "purpose": "Joint survey",
                "content": "Names and phones",
                "file_ids": [Command.set(self.file.ids)],
                **values,
            }
        )

    def _scan(self):
        return self.as_user(self.clerk, self.env["ir.attachment"]).create({"name": "consent.pdf", "raw": b"%PDF"})

    def _with_consent(self):
        return self._release(basis="consent", consent_date="2026-05-01", consent_ids=[Command.set(self._scan().ids)])

    @proves("S1.8-15", "S4.upd-6a")
    def test_without_law_or_written_consent_nothing_goes_outside(self):
        tomorrow = fields.Date.add(fields.Date.today(), days=2)
        for values in (
            {},
            {"basis": "legal"},
            {"basis": "legal", "legal_reference": "  "},
            {"basis": "consent"},
            {"basis": "consent", "consent_date": "2026-05-01"},
            {"basis": "consent", "consent_ids": [Command.set(self._scan().ids)]},
            {"basis": "consent", "consent_date": tomorrow, "consent_ids": [Command.set(self._scan().ids)]},
            {"basis": "consent", "legal_reference": "Law"},
        ):
            release = self._release(**values)
            with self.assertRaisesRegex(UserError, "is refused: .*legal authorisation.*written consent"):
                release.action_request()
            self.assertEqual(release.state, "draft")
        for release in (self._with_consent(), self._release(basis="legal", legal_reference="Order 7 of the court")):
            release.action_request()
            release.action_release()
            self.assertEqual(release.state, "released")

    @proves("S4.core-24")
    def test_manager_and_director_approve_before_it_goes_outside(self):
        self._rule(
            "customer.approval.rule",
            document_model="customer.release",
            level_ids=[
                Command.create({"group_id": self.env.ref(f"customer_policy.group_{role}").id, "sequence": number})
                for number, role in enumerate(("manager", "general_manager"))
            ],
        )
        release = self._with_consent()
        release.action_request()
        for approver in (self.manager, self.director):
            with self.assertRaisesRegex(UserError, "waits for"):
                release.action_release()
            self.assertFalse(release.sudo().entry_ids)  # sudo: users do not read the register
            approval = self.as_user(approver, self.env["customer.approval"]).search(
                [("res_model", "=", release._name), ("res_id", "=", release.id)]
            )
            approval.action_approve()
        release.action_release()
        entry = release.sudo().entry_ids  # sudo: see above
        self.assertRecordValues(
            entry,
            [
                {
                    "recipient": "Market Research Ltd",
                    "user_id": self.clerk.id,
                    "consent_date": fields.Date.to_date("2026-05-01"),
                }
            ],
        )
        self.assertEqual(entry.approved_by, f"{self.manager.name}, {self.director.name}")
        self.assertIn(self.file.display_name, entry.customers)
        self.assertIn("consent.pdf", entry.scan_hashes)

    def test_an_approved_release_does_not_change(self):
        release = self._with_consent()
        release.action_request()
        for records in (release, self.as_user(self.head, release)):
            with self.assertRaisesRegex(UserError, "in the state “Requested”: “Released to” stays"):
                records.recipient = "Somebody else"
        release.action_release()
        for records in (release, release.sudo()):  # sudo: to show that it does not help
            with self.assertRaises(UserError):
                records.recipient = "Somebody else"
            with self.assertRaises(UserError):
                records.unlink()

    def test_nobody_writes_the_register(self):
        release = self._with_consent()
        release.action_request()
        release.action_release()
        entry = self.env["customer.release.entry"].search([("release_id", "=", release.id)])
        for user in (self.clerk, self.head, self.director, self.users["security_auditor"]):
            records = self.as_user(user, entry)
            with self.assertRaises(AccessError):
                records.create({"release_id": release.id, "company_id": self.company.id, "name": "x"})
            for change in (lambda records=records: records.write({"recipient": "x"}), records.unlink):
                with self.assertRaises(Exception) as caught:
                    change()
                self.assertIsInstance(caught.exception, AccessError | UserError)
        self.assertTrue(self.as_user(self.users["security_auditor"], entry).has_access("read"))
        self.assertFalse(self.as_user(self.clerk, entry).has_access("read"))

    def test_others_do_not_see_it(self):
        release = self._with_consent()
        self.assertFalse(self.as_user(self.colleague, release).has_access("read"))
        self.assertTrue(self.as_user(self.boss, release).has_access("read"))
