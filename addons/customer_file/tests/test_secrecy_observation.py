from odoo.tests import tagged

from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestSecrecyObservation(SecrecyCase):
    """What rules noted about secret records, and what these told elsewhere, is as secret."""

    def _observed(self, record):
        rule = self._rule("customer.secrecy.rule", res_model="customer.file", level_id=self.secret.id, mode="observe")
        rule._breached_by(record, "The price of 5 would have been stopped.")
        return self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])

    def test_an_observation_is_as_open_as_what_it_is_about(self):
        file = self._file(responsible_id=self.head.id)
        row = self.env["customer.file.competitor"].create({"file_id": file.id, "name": "Rival"})
        about_file, about_row = self._observed(file), self._observed(row)
        both = about_file | about_row
        self.assertTrue(self._can_read(self.boss, both))
        row._classify(self.top_secret, "Test")
        self.assertTrue(self._can_read(self.boss, about_file))
        self.assertFalse(self._can_read(self.boss, about_row))
        file._classify(self.secret, "Test")
        self.assertFalse(self._can_read(self.boss, about_file))
        self._clear(self.boss, self.secret)
        self.assertTrue(self._can_read(self.boss, about_file))
        self.assertFalse(self._can_read(self.boss, about_row))
        row._classify(self.internal, "Test")
        self.assertTrue(self._can_read(self.boss, both))

    def test_an_observation_stays_closed_when_the_record_is_gone(self):
        file = self._secret_file(self.secret)
        row = self.env["customer.file.competitor"].create({"file_id": file.id, "name": "Rival"})
        about_row = self._observed(row)
        row.unlink()
        self.assertFalse(self._can_read(self.users["supervisor"], about_row))
        self._clear(self.users["supervisor"], self.secret)
        self.assertTrue(self._can_read(self.users["supervisor"], about_row))

    def test_observations_about_what_is_no_secret_stay_open(self):
        about_user = self._observed(self.clerk)
        self.assertTrue(self._can_read(self.boss, about_user))

    def test_a_contact_that_comes_to_be_above_its_file_is_told_no_longer(self):
        file = self._secret_file(self.secret)
        call = self.env["customer.file.interaction"].create(
            {
                "file_id": file.id,
                "subject": "Price 5",
                "type": "call",
                "next_step": "Offer 4",
                "next_date": "2026-12-01",
            }
        )
        call._classify(self.internal, "Test")
        self.assertIn("Price 5", call.message_id.body)
        self.assertIn("Offer 4", call.activity_id.summary)
        self.internal.rank = 9
        self.assertNotIn("Price 5", call.message_id.body)
        self.assertNotIn("Offer 4", call.activity_id.summary)
        self.internal.rank = 1
        self.assertIn("Price 5", call.message_id.body)
        file._classify(self.secret.browse(), "Lower")
        self.assertNotIn("Price 5", call.message_id.body)
        self.assertNotIn("Offer 4", call.activity_id.summary)

    def test_a_reminder_on_the_file_does_not_tell_what_may_become_secret(self):
        self._rule("customer.file.reminder.rule", occasion="important_matter", recipient="department_manager")
        file = self._file()
        call = self.as_user(self.clerk, self.env["customer.file.interaction"]).create(
            {
                "file_id": file.id,
                "subject": "Price 5",
                "type": "call",
                "is_important": True,
                "date": "2026-06-01 09:00:00",
            }
        )
        call._classify(self.secret, "Test")
        self.assertTrue(file.activity_ids)
        self.assertNotIn("Price 5", "".join(file.activity_ids.mapped("summary")))
