import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FileCase


@tagged("post_install", "-at_install")
class TestAttack(FileCase):
    """What a user tries over RPC to get around the rules."""

    def test_an_event_cannot_be_forged(self):
        file = self._file()
        events = self.as_user(self.clerk, self.env["customer.file.event"])
        for vals in ({"type": "application"}, {"type": "rename"}, {"is_automatic": True}, {"user_id": self.boss.id}):
            with self.assertRaises(AccessError):
                events.create({"file_id": file.id, "name": "x", **vals})
        event = events.create({"file_id": file.id, "name": "x"})
        for vals in ({"type": "application"}, {"is_automatic": True}, {"user_id": self.boss.id}):
            with self.assertRaises(AccessError):
                event.write(vals)
        event.write({"name": "y", "user_id": self.clerk.id})

    def test_a_row_cannot_be_moved_to_another_file(self):
        open_file, filed = self._file("A"), self._filed(name="B")
        for model, vals in (
            ("competitor", {"name": "X"}),
            ("year", {"year": 2024}),
            ("transaction", {"way": "x"}),
            ("decision.maker", {"name": "X"}),
            ("event", {"name": "x"}),
            ("interaction", {"subject": "x"}),
        ):
            row = self.as_user(self.clerk, self.env[f"customer.file.{model}"]).create({"file_id": open_file.id, **vals})
            with self.assertRaisesRegex(AccessError, "cannot be changed"):
                row.file_id = filed

    def test_nobody_puts_himself_in_contact(self):
        file = self._file()
        self.env["customer.file.decision.maker"].create({"file_id": file.id, "name": "王小明", "phone": "15400001234"})
        for vals in (
            {"contact_staff_ids": [(4, self.colleague.id)]},
            {"responsible_id": self.colleague.id},
            {"custodian_id": self.colleague.id},
        ):
            with self.assertRaisesRegex(AccessError, "those in contact are named by"):
                self.as_user(self.colleague, file).write(vals)
        self.env.invalidate_all()
        self.assertFalse(self.as_user(self.colleague, file).decision_maker_ids)
        self.as_user(self.clerk, file).contact_staff_ids = self.colleague
        self.env.invalidate_all()
        self.assertTrue(self.as_user(self.colleague, file).decision_maker_ids)

    def test_nobody_chooses_his_reviewer_or_changes_what_was_submitted(self):
        self._rule("customer.file.review.rule", reviewer="department_manager")
        own = self.env["hr.department"].create({"name": "Own", "company_id": self.company.id})
        own.manager_id = self.colleague.employee_id
        file = self._file(kind_id=self.kind.id)
        self.as_user(self.clerk, file).action_submit()
        for user in (self.colleague, self.head):
            with self.assertRaises(AccessError):
                self.as_user(user, file).department_id = own
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, file).registered_capital = 9e9
        self.as_user(self.boss, file).action_review()
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, file).registered_capital = 9e9
        with self.assertRaisesRegex(UserError, "information administrator returns"):
            self.as_user(self.colleague, file)._return("no")

    def test_a_file_stays_in_its_company(self):
        with self.assertRaisesRegex(AccessError, "cannot be changed"):
            self.as_role("general_manager", self._file()).company_id = self.other_company

    def test_the_scan_of_a_closed_file_stays_where_it_is(self):
        filed, other = self._filed(name="A"), self._file("B")
        scan = self.env["ir.attachment"].create(
            {"name": "s", "raw": b"x", "res_model": "customer.file", "res_id": filed.id}
        )
        wizard = self.as_user(self.clerk, self.env["customer.file.rename"]).create(
            {"file_id": other.id, "new_name": "B", "attachment_ids": [(6, 0, scan.ids)]}
        )
        wizard.action_rename()
        self.assertEqual((scan.res_model, scan.res_id), ("customer.file", filed.id))
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, scan).unlink()

    def test_an_import_runs_with_the_rights_of_who_started_it(self):
        jobs = self.as_role("information_administrator", self.env["customer.import"])
        job = jobs.create({"name": "x", "user_id": 1, "data": base64.b64encode(b"a,b")})
        self.assertEqual(job.user_id, self.users["information_administrator"])
        with self.assertRaises(AccessError):
            job.user_id = self.head
        with self.assertRaises(AccessError):
            jobs.env["customer.import.line"].create(
                {"import_id": job.id, "company_id": self.company.id, "row_number": 1, "outcome": "update"}
            )

    def test_archiving_is_no_way_around_the_application(self):
        self._rule("customer.file.application.rule", operation="rename")
        file = self._file()
        file.action_archive()
        with self.assertRaisesRegex(UserError, "scanned application"):
            self.as_user(self.clerk, file.partner_id).name = "Other"

    def test_marking_a_contact_secret_takes_back_what_was_said(self):
        file = self._file()
        entry = self.as_user(self.clerk, self.env["customer.file.interaction"]).create(
            {"file_id": file.id, "subject": "Takeover", "next_step": "Takeover talk", "next_date": "2026-06-01"}
        )
        entry.next_date = "2026-07-01"
        self.assertEqual(len(file.activity_ids), 1)
        entry.is_secret = True
        shown = "".join(file.message_ids.mapped("body")) + "".join(file.activity_ids.mapped("summary"))
        self.assertNotIn("Takeover", shown)
