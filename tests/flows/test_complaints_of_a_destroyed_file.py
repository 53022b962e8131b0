from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_archive.tests.destruction_common import DestructionCase
from odoo.addons.customer_complaint.tests.common import IntakeCase


@tagged("post_install", "-at_install")
class TestComplaintsOfADestroyedFile(IntakeCase, DestructionCase):
    """The file of a customer is destroyed at the end of its term; what became of complaints stays on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind.retention_id = cls._retention(12, code="year")

    def _ended_file(self):
        file = self._filed(name="Old Mill Paper")
        with freeze_time("2025-05-01 12:00:00"):
            file.action_archive()
        return file

    def _destroy_file(self, file):
        return self._destroy(self.Documents, file_ids=file.ids)

    def test_an_unfinished_complaint_holds_the_destruction_back(self):
        file = self._ended_file()
        complaint = self._answered_complaint(partner_id=file.partner_id.id, email="a@example.com")
        self.assertEqual(complaint.file_id, file)
        with self.assertRaisesRegex(UserError, complaint.number):
            self._destroy_file(file)
        self.assertTrue(complaint.exists())

    def test_closed_complaints_stay_with_what_was_decided(self):
        file = self._ended_file()
        complaint = self._answered_complaint(partner_id=file.partner_id.id, email="a@example.com")
        self.as_user(self.sales, complaint).write(
            {
                "measure_ids": [
                    Command.create(
                        {"name": "A roof", "department_id": self.departments["sales"].id, "due_date": "2025-06-10"}
                    )
                ]
            }
        )
        self.as_user(self.sales, complaint).action_close()
        rows = [complaint.line_ids, complaint.task_ids, complaint.reply_ids, complaint.measure_ids]
        number = complaint.number
        self._destroy_file(file)
        self.assertEqual(file.state, "destroyed")
        self.assertEqual((complaint.exists().number, complaint.state), (number, "closed"))
        for row in rows:
            self.assertTrue(row.exists(), row)
        # another complaint of the customer comes in all the same
        self.assertEqual(self._open_complaint(partner_id=file.partner_id.id).state, "open")
