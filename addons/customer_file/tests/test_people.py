from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestPeople(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls._file()
        cls.maker = cls.env["customer.file.decision.maker"].create(
            {
                "file_id": cls.file.id,
                "name": "王小明",
                "function": "Director",
                "phone": "13812345678",
                "birthday": "1980-05-12",
                "hobbies": "chess",
            }
        )

    @proves("S1.7-3.2c")
    def test_a_birthday_gives_a_reminder_on_the_day(self):
        self._rule("customer.file.reminder.rule", occasion="birthday", days_before=0)
        for day, count in (
            ("2026-05-11", 0),
            ("2026-05-12", 1),
            ("2026-05-12", 1),
            ("2027-05-11", 1),
            ("2027-05-12", 2),
        ):
            with freeze_time(f"{day} 08:00:00"):
                self.Files._cron_remind()
            self.assertEqual(len(self.file.activity_ids), count, day)
        self.assertEqual(self.file.activity_ids.user_id, self.clerk)
        self.assertNotIn("小明", "".join(self.file.activity_ids.mapped("summary")))

    def test_a_missed_run_reminds_within_the_days_before(self):
        self._rule("customer.file.reminder.rule", occasion="birthday", days_before=3)
        with freeze_time("2026-05-11 08:00:00"):
            self.Files._cron_remind()
        self.assertEqual([str(a.date_deadline) for a in self.file.activity_ids], ["2026-05-12"])

    def test_29_february_is_kept_on_the_28th_in_common_years(self):
        self.maker.birthday = "1980-02-29"
        for today, birthday in (
            ("2026-02-28", "2026-02-28"),
            ("2027-03-01", "2028-02-29"),
            ("2028-02-28", "2028-02-29"),
        ):
            with freeze_time(f"{today} 08:00:00"):
                self.maker.invalidate_recordset()
                self.assertEqual(str(self.maker.next_birthday), birthday)

    @proves("S1.7-3.2c")
    def test_personal_data_are_for_those_in_contact(self):
        makers = self.env["customer.file.decision.maker"]
        readers = {"clerk": self.clerk, "information administrator": self.users["information_administrator"]}
        for name, user in readers.items():
            self.assertEqual(self.as_user(user, makers).search([("file_id", "=", self.file.id)]), self.maker, name)
        for user in (self.colleague, self.users["user"]):
            self.assertFalse(self.as_user(user, makers).search([("phone", "like", "138")]))
            with self.assertRaises(AccessError):
                self.as_user(user, self.maker).read(["phone"])
            self.assertFalse(self.as_user(user, self.file).decision_maker_ids)
        for role in ("employee", "security_auditor", "rules_administrator"):
            with self.assertRaises(AccessError):
                self.as_role(role, self.maker).read(["phone"])

    @proves("S1.8-03")
    def test_everybody_else_sees_them_masked(self):
        summary = self.as_user(self.colleague, self.file).decision_maker_summary
        self.assertEqual(summary, "王** Director 138****5678")

    @proves("S1.7-4", "S2.1-05")
    def test_an_important_matter_reaches_the_department_head_a_secret_one_does_not(self):
        self._rule("customer.file.reminder.rule", occasion="important_matter", recipient="department_manager")
        interactions = self.as_user(self.clerk, self.env["customer.file.interaction"])
        vals = {"file_id": self.file.id, "type": "call", "subject": "They build a second plant"}
        interactions.create({**vals, "is_important": True, "is_secret": True})
        interactions.create(vals)
        self.assertFalse(self.file.activity_ids)
        matter = interactions.create({**vals, "is_important": True})
        self.assertEqual(self.file.activity_ids.user_id, self.boss)
        matter.write({"is_important": True, "result": "noted"})
        self.assertEqual(len(self.file.activity_ids), 1)

    @proves("S1.7-7.2", "S2.1-08b")
    def test_letters_faxes_and_calls_stand_in_the_file(self):
        interactions = self.as_user(self.clerk, self.env["customer.file.interaction"])
        interactions.create(
            [
                {"file_id": self.file.id, "type": "letter", "direction": "out", "subject": "Offer"},
                {"file_id": self.file.id, "type": "fax", "direction": "in", "subject": "Order"},
                {"file_id": self.file.id, "type": "call", "direction": "out", "duration": 12, "subject": "Delivery"},
            ]
        )
        self.assertEqual(self.file.interaction_count, 3)
        self.assertEqual(
            sorted(self.file.interaction_ids.mapped(lambda i: (i.type, i.direction, i.duration))),
            [("call", "out", 12), ("fax", "in", 0), ("letter", "out", 0)],
        )
        bodies = "".join(self.file.message_ids.mapped("body"))
        for kind, subject in (("Letter", "Offer"), ("Fax", "Order"), ("Telephone Call", "Delivery")):
            self.assertRegex(bodies, f"{kind}</a>: {subject}")

    def test_the_next_step_is_an_activity(self):
        self.as_user(self.clerk, self.env["customer.file.interaction"]).create(
            {"file_id": self.file.id, "subject": "Call", "next_step": "Send samples", "next_date": "2026-06-01"}
        )
        self.assertRecordValues(self.file.activity_ids, [{"summary": "Send samples", "user_id": self.clerk.id}])

    def test_a_business_secret_stays_with_those_in_contact(self):
        secret = self.as_user(self.clerk, self.env["customer.file.interaction"]).create(
            {
                "file_id": self.file.id,
                "subject": "Takeover",
                "is_secret": True,
                "next_step": "Prepare the takeover",
                "next_date": "2026-06-01",
            }
        )
        self.assertNotIn(secret, self.as_user(self.colleague, secret).search([("subject", "ilike", "take")]))
        with self.assertRaises(AccessError):
            self.as_user(self.colleague, secret).read(["subject"])
        shown = "".join(self.file.message_ids.mapped("body")) + "".join(self.file.activity_ids.mapped("summary"))
        self.assertNotIn("akeover", shown)
        self.assertEqual(self.as_user(self.boss, secret).subject, "Takeover")

    def test_entries_are_changed_by_their_author(self):
        entry = self.as_user(self.clerk, self.env["customer.file.interaction"]).create(
            {"file_id": self.file.id, "subject": "Call"}
        )
        with self.assertRaises(AccessError):
            self.as_user(self.colleague, entry).subject = "Other"
        entry.subject = "Second call"

    @proves("S4.infoflow-5")
    def test_a_leaver_s_customers_are_reassigned(self):
        for number in range(11):
            self._file(f"customer {number}")
        self._file("other", responsible_id=self.colleague.id)
        self.clerk.action_archive()
        tasks = self.env["mail.activity"].search([("res_model", "=", "customer.file"), ("summary", "like", "Reassign")])
        self.assertEqual(len(tasks), 12)
        self.assertEqual(tasks.user_id, self.boss)
