from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestDeadlines(FileCase):
    def _overdue(self):
        domain = [
            ("state", "=", "collected"),
            ("submission_due_date", "<", "today"),
            ("company_id", "=", self.company.id),
        ]
        return self.Files.search(domain)

    @proves("S1.12-1")
    def test_a_file_is_submitted_within_a_week_and_reviewed_by_the_superior(self):
        self._rule("customer.file.opening.rule", submission_days=7)
        self._rule("customer.file.review.rule", reviewer="superior")
        with freeze_time("2026-05-02"):
            files = self._file("A", first_contact_date="2026-05-01") | self._file("B", first_contact_date="2026-05-01")
        self.assertEqual(str(files[0].submission_due_date), "2026-05-08")
        with freeze_time("2026-05-08 09:00:00"):
            self.assertFalse(self._overdue())
            self.as_user(self.clerk, files[0]).action_submit()
        with freeze_time("2026-05-09 09:00:00"):
            self.assertEqual(self._overdue(), files[1])
            self.as_user(self.clerk, files[1]).action_submit()
        self.assertEqual(files.mapped("submitted_late"), [False, True])
        self.as_user(self.boss, files[0]).action_review()
        self.assertEqual(files.mapped("state"), ["to_sort", "to_review"])

    @proves("S4.upd-4.2")
    def test_a_contact_of_1_may_entered_on_3_may_is_late(self):
        self._rule("customer.file.opening.rule", submission_days=1)
        with freeze_time("2026-05-02"):
            in_time = self._file("A", first_contact_date="2026-05-01")
            self.assertNotIn(in_time, self._overdue())
            self.as_user(self.clerk, in_time).action_submit()
        with freeze_time("2026-05-03"):
            late = self._file("B", first_contact_date="2026-05-01")
            self.assertEqual(self._overdue(), late)
            self.as_user(self.clerk, late).action_submit()
        self.assertEqual((in_time | late).mapped("submitted_late"), [False, True])

    def test_a_changed_rule_leaves_open_files_alone(self):
        rule = self._rule("customer.file.opening.rule", submission_days=7)
        file = self._file(first_contact_date="2026-05-01")
        rule.submission_days = 1
        self.assertEqual(str(file.submission_due_date), "2026-05-08")

    def test_a_rule_acts_from_its_day_on(self):
        self._rule("customer.file.opening.rule", submission_days=7, effective_from="2026-06-01")
        with freeze_time("2026-05-31 08:00:00"):
            self.assertFalse(self._file("A").submission_due_date)
        with freeze_time("2026-06-01 08:00:00"):
            self.assertEqual(str(self._file("B").submission_due_date), "2026-06-08")

    @proves("S1.12-2")
    def test_main_customers_are_checked_every_quarter(self):
        dealer = self._kind("dealer")
        self._rule("customer.file.check.rule", interval_months=3, kind_ids=[(4, dealer.id)])
        with freeze_time("2026-01-01 08:00:00"):
            files = self.Files.union(*(self._file(f"D{n}", kind_id=dealer.id) for n in range(5)))
            other = self._file("other", kind_id=self.kind.id)
        self.assertEqual({str(day) for day in files.mapped("next_check_date")}, {"2026-04-01"})
        self.assertFalse(other.next_check_date)
        own = [("company_id", "=", self.company.id)]
        with freeze_time("2026-03-31 08:00:00"):
            self.assertFalse(self.Files.search([("check_overdue", "=", True), *own]))
            self.assertEqual(self.Files.search([("check_overdue", "=", False), *own]), files | other)
        with freeze_time("2026-04-01 08:00:00"):
            self.assertEqual(self.Files.search([("check_overdue", "=", True), *own]), files)
            self.as_user(self.clerk, files[0]).action_confirm_check()
            self.assertEqual(self.Files.search_count([("check_overdue", "=", True), *own]), 4)
        self.assertEqual(str(files[0].next_check_date), "2026-07-01")
        self.assertEqual(str(files[0].last_check_date), "2026-04-01")

    @proves("S2.1-04.3", "S4.edu-1b")
    def test_an_interval_of_six_months(self):
        self._rule("customer.file.check.rule", interval_months=6)
        with freeze_time("2026-01-01 08:00:00"):
            file = self._file()
            file.action_confirm_check()
        with freeze_time("2026-06-30 08:00:00"):
            self.assertFalse(file.check_overdue)
        file.invalidate_recordset()
        with freeze_time("2026-07-01 08:00:00"):
            self.assertTrue(file.check_overdue)

    @proves("S4.upd-4.3")
    def test_an_interval_above_the_longest_is_refused(self):
        rule = self._rule("customer.file.check.rule", interval_months=3, max_interval_months=3)
        with self.assertRaisesRegex(ValidationError, "at least every 3 months, not every 4"):
            rule.interval_months = 4
        rule.interval_months = 1
        with freeze_time("2026-01-31 08:00:00"):
            self.assertEqual(str(self._file().next_check_date), "2026-02-28")

    def test_only_those_in_contact_confirm_the_data(self):
        self._rule("customer.file.check.rule", interval_months=3)
        file = self._filed()
        with self.assertRaisesRegex(AccessError, "only those in contact"):
            self.as_user(self.colleague, file).action_confirm_check()
        file.contact_staff_ids = self.colleague
        self.as_user(self.colleague, file).action_confirm_check()
        self.assertTrue(file.last_check_date)

    def test_due_dates_cannot_be_forged(self):
        file = self._file()
        for name in ("next_check_date", "submission_due_date", "last_check_date", "submitted_late"):
            with self.assertRaises(AccessError):
                self.as_user(self.head, file).write({name: "2099-01-01" if name != "submitted_late" else True})

    @proves("S2.4-1")
    def test_files_have_a_keeper_a_check_and_no_unrelated_readers(self):
        self.company.customer_file_custodian_id = self.boss
        self._rule("customer.file.check.rule", interval_months=6)
        with freeze_time("2026-01-01 08:00:00"):
            file = self._file()
        self.assertEqual((file.custodian_id, str(file.next_check_date)), (self.boss, "2026-07-01"))
        with self.assertRaises(AccessError):
            self.as_role("employee", file).read(["need"])
        with self.assertRaises(AccessError):
            self.as_role("employee", self.Files).search([])

    def test_reminders_come_once_and_also_after_a_missed_run(self):
        self._rule("customer.file.opening.rule", submission_days=7)
        self._rule("customer.file.check.rule", interval_months=3)
        for occasion in ("submission", "check"):
            self._rule(
                "customer.file.reminder.rule", name=occasion, occasion=occasion, days_before=2, recipient="responsible"
            )
        with freeze_time("2026-05-01 08:00:00"):
            file = self._file(first_contact_date="2026-05-01")
        for day, count in (
            ("2026-05-05", 0),
            ("2026-05-06", 1),
            ("2026-05-07", 1),
            ("2026-05-20", 1),
            ("2026-09-01", 2),
        ):
            with freeze_time(f"{day} 08:00:00"):
                self.Files._cron_remind()
            self.assertEqual(len(file.activity_ids), count, day)
        self.assertEqual(file.activity_ids.user_id, self.clerk)
        self.assertEqual(
            {activity.summary for activity in file.activity_ids},
            {"Submit the customer file", "Check the data of the customer file"},
        )

    def test_an_observed_reminder_reminds_nobody(self):
        self._rule("customer.file.opening.rule", submission_days=0)
        rule = self._rule("customer.file.reminder.rule", occasion="submission", mode="observe")
        file = self._file()
        self.Files._cron_remind()
        self.Files._cron_remind()
        self.assertFalse(file.activity_ids)
        self.assertEqual(self.env["customer.policy.observation"].search_count([("rule_code", "=", rule.code)]), 1)
