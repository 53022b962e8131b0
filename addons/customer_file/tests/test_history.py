from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestHistory(FileCase):
    def _events(self, file, *names):
        return [(e.type, e.name, e.old_value or "", e.new_value or "") for e in file.event_ids if e.name in names]

    @proves("S1.1-4.3.1a", "S2.1-04.4")
    def test_a_change_of_address_is_entered_the_moment_it_is_saved(self):
        file = self._file(partner_id=self._partner(street="1 Lake Road").id)
        with freeze_time("2026-05-05 10:00:00"):
            self.as_user(self.clerk, file).street = "2 Hill Road"
        self.assertEqual(self._events(file, "Street"), [("change", "Street", "1 Lake Road", "2 Hill Road")])
        event = file.event_ids.filtered(lambda e: e.name == "Street")
        self.assertEqual((str(event.date), event.user_id), ("2026-05-05", self.clerk))

    def test_a_change_on_the_partner_is_entered_too_whoever_makes_it(self):
        file = self._file()
        admin = self._new_user("base.group_user,base.group_partner_manager", login="contacts")
        self.as_user(admin, file.partner_id).write({"city": "Hangzhou"})
        self.assertEqual(self._events(file, "City"), [("change", "City", "", "Hangzhou")])
        self.as_user(admin, file.partner_id).write({"city": "Hangzhou"})
        self.assertEqual(len(self._events(file, "City")), 1)

    @proves("S1.7-3.3a")
    def test_a_new_legal_representative_is_entered_with_date_and_note(self):
        file = self._file(legal_representative="Wang")
        self.as_user(self.clerk, file).write({"legal_representative": "Li"})
        self.assertEqual(self._events(file, "Legal Representative"), [("change", "Legal Representative", "Wang", "Li")])
        event = self.as_user(self.clerk, self.env["customer.file.event"]).create(
            {"file_id": file.id, "name": "New plant", "note": "heard at the fair", "date": "2026-05-05"}
        )
        self.assertEqual((event.type, event.is_automatic), ("major", False))

    def test_automatic_entries_cannot_be_made_changed_or_deleted(self):
        file = self._file(legal_representative="Wang")
        file.legal_representative = "Li"
        event = file.event_ids[0]
        for role in ("user", "supervisor", "general_manager"):
            with self.assertRaises(AccessError):
                self.as_role(role, event).write({"new_value": "Zhao"})
            with self.assertRaises(AccessError):
                self.as_role(role, event).unlink()
            with self.assertRaises(AccessError):
                self.as_role(role, self.env["customer.file.event"]).create(
                    {"file_id": file.id, "name": "forged", "is_automatic": True}
                )

    @proves("S1.7-3.3b", "S2.1-04.5")
    def test_a_missing_year_is_shown(self):
        file = self._file(year_ids=[(0, 0, {"year": year, "turnover": 100}) for year in (2023, 2025)])
        with freeze_time("2026-05-05"):
            self.assertEqual(file.missing_years, "2024")
            file.year_ids = [(0, 0, {"year": 2024})]
            self.assertFalse(file.missing_years)
        file.invalidate_recordset()
        with freeze_time("2027-01-01"):
            self.assertEqual(file.missing_years, "2026")

    def test_a_rename_needs_the_scanned_application(self):
        rule = self._rule("customer.file.application.rule", operation="rename", clause="001/7 3.3.3")
        file = self._file()
        with self.assertRaisesRegex(UserError, "scanned application is missing.*\n\nWhy.*001/7 3.3.3"):
            file.partner_id.name = "Blue Valley Paper"
        wizard = self.as_role("information_administrator", self.env["customer.file.rename"])
        with self.assertRaisesRegex(UserError, "scanned application is missing"):
            wizard.create({"file_id": file.id, "new_name": "Blue Valley Paper"}).action_rename()
        scan = self.as_role("information_administrator", self.env["ir.attachment"]).create(
            {"name": "scan", "raw": b"x"}
        )
        wizard.create(
            {"file_id": file.id, "new_name": " Blue　Valley Paper", "attachment_ids": [(6, 0, scan.ids)]}
        ).action_rename()
        self.assertEqual(file.name, "Blue Valley Paper")
        application = file.event_ids.filtered(lambda e: e.type == "application")
        self.assertEqual((application.attachment_ids, application.old_value), (scan, "Green Valley Paper"))
        self.assertEqual((scan.res_model, scan.res_id), ("customer.file.event", application.id))
        self.assertIn(("rename", "Name", "Green Valley Paper", "Blue Valley Paper"), self._events(file, "Name"))
        with self.assertRaisesRegex(UserError, "scanned application"):
            file.partner_id.name = "Red Valley Paper"
        rule.mode = "off"
        file.partner_id.name = "Red Valley Paper"

    @proves("S4.gen8-2")
    def test_dealings_and_communication_stand_on_one_file(self):
        file = self._file(transaction_ids=[(0, 0, {"way": f"contract {n}"}) for n in range(5)])
        self.env["customer.file.interaction"].create([{"file_id": file.id, "subject": f"call {n}"} for n in range(8)])
        self.assertEqual((len(file.transaction_ids), file.interaction_count), (5, 8))
        self.assertEqual(file.last_contact_date, max(file.interaction_ids.mapped("date")))
