from odoo.fields import Command
from odoo.tests import tagged

from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestRecordSecrecy(SecrecyCase):
    """Corrections, releases and handovers tell no more of a secret file than the file does."""

    def test_a_correction_is_as_secret_as_its_file(self):
        file = self._secret_file(need="the plan")
        correction = self.as_user(self.boss, self.env["customer.file.correction"]).create(
            {
                "name": "Wrong",
                "file_id": file.id,
                "reason": "x",
                "line_ids": [Command.create({"field_id": self._field("need").id, "value": "the other plan"})],
                "task_ids": [
                    Command.create({"department_id": self.department.id, "name": "x", "user_id": self.colleague.id})
                ],
            }
        )
        correction.action_submit()
        for records in (correction, correction.line_ids, correction.task_ids):
            self.assertTrue(self._can_read(self.boss, records))
            self.assertFalse(self._can_read(self.clerk, records))
            self.assertEqual(self._can_read(self.colleague, records), records == correction.task_ids)
        self._clear(self.clerk, self.secret)
        self.assertTrue(self._can_read(self.clerk, correction))

    def test_a_release_is_as_secret_as_the_most_secret_of_its_files(self):
        files = self._file("Open", responsible_id=self.boss.id) | self._secret_file(name="Secret")
        release = self.as_user(self.clerk, self.env["customer.release"]).create(
            {"recipient": "x", "purpose": "x", "content": "x", "file_ids": [Command.set(files[0].ids)]}
        )
        self.assertTrue(self._can_read(self.head, release))
        release.sudo().file_ids = files  # sudo: one of them is closed to the clerk
        self.assertEqual(release.sudo().secrecy_level_id, self.secret)  # sudo: see above
        self.assertFalse(self._can_read(self.head, release))
        self._clear(self.head, self.secret)
        self.assertTrue(self._can_read(self.head, release))

    def test_the_list_of_a_handover_tells_nothing_of_what_is_secret(self):
        file = self._secret_file(responsible_id=self.clerk.id)
        file.activity_schedule("mail.mail_activity_data_todo", summary="Burn the letter", user_id=self.clerk.id)
        self.as_user(self.clerk, self.env["customer.file.correction"]).create(
            {"name": "Double books", "file_id": file.id}
        )
        handover = self.as_user(self.boss, self.env["customer.handover"]).create(
            {"leaver_id": self.clerk.id, "successor_id": self.colleague.id}
        )
        handover.action_start()
        self.assertEqual(set(handover.line_ids.mapped("kind")), {"file", "activity", "correction"})
        names = "\n".join(handover.line_ids.mapped("name"))
        self.assertIn(file.number, names)
        for secret in ("Burn", "books"):
            self.assertNotIn(secret, names)
