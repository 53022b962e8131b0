from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.customer_policy.tests.common import proves

from .issued_common import IssuedCase


@tagged("post_install", "-at_install")
class TestRoutes(IssuedCase):
    """By when the error is found and how bad it is, it is corrected on one of three ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._daily_rules()
        cls.report = cls._report("2026-03-05", figures=[(cls.new, 1200)])
        cls.figure = cls._at(cls.report)
        cls.reader = cls._new_user("supervisor", login="reader", name="Reader")
        cls.Receipts._enter(cls.report, "mail", user=cls.reader)

    @proves("S0-12.1")
    @freeze_time("2026-03-05 06:30:00")
    def test_found_the_same_day_it_is_told_by_telephone_and_logged(self):
        correction = self._correction(self.report, (self.figure, 1190))
        self.assertRecordValues(correction, [{"channel": "oral", "channel_is_fixed": True}])
        self.assertIn("000 12.1", correction.why)
        self.assertRefused("log first whom you told", correction.action_submit)
        self._tell(correction, self.reader)
        correction.action_submit()
        self.assertRecordValues(correction, [{"state": "applied", "number": False, "untold": False}])
        self.assertRecordValues(
            correction.sudo().receipt_ids,
            [
                {
                    "user_id": self.reader.id,
                    "recipient": "Reader",
                    "way": "phone",
                    "teller_id": self.statistician.id,
                    "date": datetime(2026, 3, 5, 6, 30),
                    "report_id": self.report.id,
                }
            ],
        )
        self.assertRecordValues(
            self.figure, [{"value": 1200, "corrected_value": 1190, "current_value": 1190, "is_corrected": True}]
        )

    @proves("S0-12.2")
    # a quarter past midnight of the 6th in Shanghai, still the 5th in UTC
    @freeze_time("2026-03-05 16:15:00")
    def test_found_a_day_later_the_report_of_that_day_carries_a_note(self):
        correction = self._correction(self.report, (self.figure, 1190))
        self.assertRecordValues(correction, [{"found_date": date(2026, 3, 6), "channel": "note"}])
        correction.channel = "oral"
        self.assertRefused("corrected so: Note on the Report of the Day(.|\n)*000 12.2", correction.action_submit)
        correction.channel = "note"
        correction.action_submit()
        note = correction.sudo().note_report_id
        self.assertRecordValues(note, [{"date_from": date(2026, 3, 6), "kind_id": self.daily.id, "state": "draft"}])
        self.assertEqual(note.note_ids, correction.sudo())
        ((title, text),) = note._sheet_texts()
        self.assertIn(self.report.display_name, title)
        self.assertIn("1,200 corrected to 1,190", text)
        self.assertIn("Two lists were added up", text)

    @freeze_time("2026-03-06 06:00:00")
    def test_an_issued_report_of_the_day_is_left_alone(self):
        self._report("2026-03-06")
        correction = self._correction(self.report, (self.figure, 1190))
        correction.action_submit()
        self.assertEqual(correction.sudo().note_report_id.date_from, date(2026, 3, 7))

    @freeze_time("2026-03-06 06:00:00")
    def test_an_open_report_of_the_day_is_used(self):
        today = self._report("2026-03-06", issue=False)
        correction = self._correction(self.report, (self.figure, 1190))
        correction.action_submit()
        self.assertEqual(correction.sudo().note_report_id, today)

    @proves("S0-12.3")
    @freeze_time("2026-03-05 06:30:00")
    def test_a_major_error_takes_a_numbered_slip_that_is_approved(self):
        self._slip_rules()
        correction = self._correction(self.report, (self.figure, 1020), is_major=True)
        self.assertEqual(correction.channel, "slip")
        correction.action_submit()
        self.assertRecordValues(correction, [{"state": "submitted", "number": "DZ2026-001"}])
        self.assertFalse(self.figure.is_corrected, "nothing is corrected before it is approved")
        self.assertRefused("already|not possible", correction.action_submit)
        approval = correction.sudo().approval_ids
        self.as_user(self.supervisor, approval).action_approve()
        self.assertRecordValues(correction, [{"state": "applied", "applied_by_id": self.supervisor.id}])
        self.assertRecordValues(self.figure, [{"value": 1200, "current_value": 1020}])
        self.assertEqual(self.figure.mark, "1,200 corrected to 1,020")
        self.assertEqual(self.report.correction_ids, correction.sudo())

    @freeze_time("2026-03-05 06:30:00")
    def test_a_rejected_slip_goes_back_to_work(self):
        self.env["customer.approval.rule"].create(
            {
                "name": "Slips",
                "company_id": self.company.id,
                "mode": "enforce",
                "document_model": "customer.statistic.correction",
                "level_ids": [(0, 0, {"group_id": self.env.ref("customer_policy.group_supervisor").id})],
            }
        )
        correction = self._correction(self.report, (self.figure, 1020), is_major=True)
        correction.action_submit()
        self.as_user(self.supervisor, correction.sudo().approval_ids).action_reject("Which lists?")
        self.assertRecordValues(correction, [{"state": "reported"}])
        self.assertFalse(self.figure.is_corrected)

    @freeze_time("2026-03-05 06:30:00")
    def test_a_difference_makes_an_error_major(self):
        rule = self.env["customer.statistic.correction.rule"].search([("channel", "=", "slip")], limit=1)
        rule.major_percent = 15
        for new, channel in ((1021, "oral"), (1020, "slip"), (1380, "slip"), (1379, "oral")):
            with self.subTest(new):
                correction = self._correction(self.report, (self.figure, new))
                self.assertEqual(correction.channel, channel)

    @freeze_time("2026-03-05 06:30:00")
    def test_the_form_shows_the_way_as_the_report_changes(self):
        report = self._report("2026-03-04", figures=[(self.new, 10)])
        with Form(self.as_user(self.statistician, self.Corrections)) as form:
            form.error = "Wrong"
            form.report_id = report
            self.assertEqual(form.channel, "note")
            form.report_id = self.report
            self.assertEqual(form.channel, "oral")
            form.is_major = True
            self.assertEqual(form.channel, "slip")

    @freeze_time("2026-03-05 06:30:00")
    def test_a_rule_that_observes_lets_another_way_pass_and_notes_it(self):
        rules = self.env["customer.statistic.correction.rule"].search([("company_id", "=", self.company.id)])
        rules.mode = "observe"
        correction = self._correction(self.report, (self.figure, 1190))
        self.assertRecordValues(correction, [{"channel": "oral", "channel_is_fixed": False}])
        correction.channel = "note"
        correction.action_submit()
        self.assertEqual(correction.state, "applied")
        observed = self.env["customer.policy.observation"].search([("res_model", "=", correction._name)])
        self.assertIn("By Telephone or Orally", observed.message)

    @freeze_time("2026-03-08 06:30:00")
    def test_days_are_counted_from_the_issue_where_the_rule_says_so(self):
        self.report._write_protected({"issued_date": "2026-03-07 17:00:00"})  # the 8th in Shanghai
        rule = self.env["customer.statistic.correction.rule"].search([("channel", "=", "oral")], limit=1)
        self.assertEqual(self._correction(self.report, (self.figure, 1)).channel, "note")
        rule.counted_from = "issue"
        self.assertEqual(self._correction(self.report, (self.figure, 1)).channel, "oral")


@tagged("post_install", "-at_install")
class TestCorrection(IssuedCase):
    """What can be corrected, by whom, and what stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._report("2026-03-05", figures=[(cls.new, 1200), (cls.orders, 40)])
        cls.figure = cls._at(cls.report)

    def test_only_issued_reports_are_corrected(self):
        draft = self._report("2026-03-06", issue=False)
        with self.assertRaisesRegex(ValidationError, "was not issued"):
            self._correction(draft)

    def test_a_figure_of_another_report_is_refused(self):
        other = self._report("2026-03-06", figures=[(self.new, 7)])
        with self.assertRaisesRegex(ValidationError, "figures of its report"):
            self._correction(self.report, (self._at(other), 8))

    def test_it_says_what_is_wrong_and_why(self):
        self.assertRefused("say which figures are wrong", self._correction(self.report).action_submit)
        for vals, message in (
            ({"explanation": " "}, "explain how the error came about"),
            ({"line_ids": [(0, 0, {"figure_id": self.figure.id, "new_value": 1200})]}, "says so already"),
        ):
            correction = self._correction(self.report, **vals)
            if not vals.get("line_ids"):
                correction.line_ids = [(0, 0, {"figure_id": self.figure.id, "new_value": 1})]
            self.assertRefused(message, correction.action_submit)

    def test_who_answers_for_the_report_corrects_it_and_nobody_else(self):
        reader = self._new_user("user", login="reader")
        self._sent(self.report, reader)
        correction = self._correction(self.report, (self.figure, 1020), user=reader)
        self.assertRecordValues(correction, [{"reported_by_id": reader.id, "responsible_id": self.statistician.id}])
        self.assertRefused("It is for Statistician", correction.action_submit)
        self.as_user(self.statistician, correction).action_submit()
        self.assertRecordValues(self.figure, [{"current_value": 1020}])

    def test_who_reports_an_error_does_not_make_the_correction_their_own(self):
        reader = self._new_user("user", login="reader")
        self._sent(self.report, reader)
        correction = self._correction(self.report, (self.figure, 1), user=reader, responsible_id=reader.id)
        self.assertEqual(correction.responsible_id, self.statistician)
        with self.assertRaises(AccessError):
            correction.responsible_id = reader
        self.as_user(self.statistician, correction).responsible_id = self.clerk
        self.assertEqual(correction.responsible_id, self.clerk)

    def test_nothing_is_proposed_by_who_only_reads_or_once_it_was_submitted(self):
        correction = self._correction(self.report, (self.figure, 1020))
        reader = self._new_user("user", login="reader")
        self._sent(self.report, reader)
        with self.assertRaises(AccessError):
            self.as_user(reader, correction).action_propose()
        correction.action_submit()
        self.assertRefused("its figures stay|was submitted", correction.action_propose)

    def test_nobody_reports_an_error_in_what_is_closed_to_them(self):
        stranger = self._new_user("user", login="stranger")
        with self.assertRaises(AccessError):
            self._correction(self.report, user=stranger)

    def test_what_was_submitted_stays_as_it_is(self):
        correction = self._correction(self.report, (self.figure, 1020))
        correction.action_submit()
        line = correction.line_ids
        for change in (
            lambda: line.write({"new_value": 5}),
            lambda: correction.write({"explanation": "x"}),
            lambda: correction.sudo().write({"explanation": "x"}),
            lambda: line.unlink(),
            lambda: correction.write({"state": "reported"}),
        ):
            self.assertRefused("", change, (UserError, AccessError))
        self.assertRecordValues(line, [{"old_value": 1200, "new_value": 1020}])

    def test_a_figure_is_found_by_the_parts_of_its_name(self):
        report = self._report("2026-03-06", figures=[(self.new, 5, "East"), (self.new, 6, "West"), (self.orders, 7)])
        figures = self.as_user(self.statistician, report.figure_ids)
        for typed, found in (("new", [5, 6]), ("East", [5]), ("New Customers / West", [6]), ("orders / east", [])):
            with self.subTest(typed):
                ids = [one for one, _name in figures.name_search(typed, [("report_id", "=", report.id)])]
                self.assertEqual(sorted(figures.browse(ids).mapped("value")), found)

    def test_stamps_and_origins_come_from_the_steps(self):
        for name, value in (
            ("note_report_id", self.report.id),
            ("origin_id", 1),
            ("applied_by_id", 1),
            ("number", "1"),
        ):
            with self.subTest(name), self.assertRaises(AccessError), self.env.cr.savepoint():
                self._correction(self.report, **{name: value})
        line = self._correction(self.report, (self.figure, 1)).line_ids
        with self.assertRaises(AccessError):
            line.write({"origin": "total"})

    def test_a_second_correction_stands_on_the_first(self):
        self._correction(self.report, (self.figure, 1020)).action_submit()
        second = self._correction(self.report, (self.figure, 1030))
        self.assertEqual(second.line_ids.old_value, 1020)
        second.action_submit()
        self.assertRecordValues(self.figure, [{"value": 1200, "current_value": 1030}])
        self.assertEqual(self.figure.mark, "1,200 corrected to 1,030")

    def test_one_that_is_overtaken_is_not_applied(self):
        self.env["customer.approval.rule"].create(
            {
                "name": "All",
                "company_id": self.company.id,
                "mode": "enforce",
                "document_model": "customer.statistic.correction",
                "domain": "[('is_major', '=', True)]",
                "level_ids": [(0, 0, {"group_id": self.env.ref("customer_policy.group_supervisor").id})],
            }
        )
        waiting = self._correction(self.report, (self.figure, 1020), is_major=True)
        waiting.action_submit()
        self._correction(self.report, (self.figure, 1100)).action_submit()
        approval = self.as_user(self.supervisor, waiting.sudo().approval_ids)
        self.assertRefused("was 1,200 when it was submitted and is 1,100 now", approval.action_approve)
        self.assertRecordValues(self.figure, [{"current_value": 1100}])

    def test_no_error_needs_its_reason(self):
        correction = self._correction(self.report)
        self.assertRefused("why it is no error", correction.action_refuse)
        correction.refusal = "The list is right"
        correction.action_refuse()
        self.assertEqual(correction.state, "refused")
        self.assertFalse(correction.sudo().activity_ids)

    def test_corrected_values_that_no_correction_made_are_found(self):
        self._correction(self.report, (self.figure, 1020)).action_submit()
        self.assertFalse(self.report._unverified_corrections())
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_statistic_figure SET corrected_value = 5 WHERE id = %s", [self.figure.id])
        self.figure.invalidate_recordset()
        self.assertEqual(self.report._unverified_corrections(), self.figure)


@tagged("post_install", "-at_install")
class TestAtOnce(IssuedCase):
    @proves("S0-11")
    def test_an_error_is_corrected_the_same_day_or_the_manager_is_told(self):
        self.env["customer.deadline.rule"].create(
            {
                "name": "At once",
                "company_id": self.company.id,
                "mode": "enforce",
                "milestone": "customer.statistic.correction/resolve",
                "duration": 0,
                "unit": "day",
                "step_ids": [
                    (
                        0,
                        0,
                        {
                            "offset": 0,
                            "recipient": "department",
                            "action_id": self.env.ref("customer_policy.customer_deadline_action_activity").id,
                        },
                    )
                ],
            }
        )
        report = self._report("2026-03-05", figures=[(self.new, 1200)])
        with freeze_time("2026-03-06 01:00:00"):  # nine o'clock in Shanghai
            correction = self._correction(report, (self._at(report), 1020), user=self.supervisor)
        urgent = correction.sudo().activity_ids
        self.assertRecordValues(
            urgent,
            [
                {
                    "user_id": self.statistician.id,
                    "date_deadline": date(2026, 3, 6),
                    "activity_type_id": self.env.ref("customer_statistics.mail_activity_type_correction").id,
                }
            ],
        )
        deadline = correction.sudo().deadline_ids
        self.assertEqual(deadline.due_date, datetime(2026, 3, 6, 16, 0), "midnight in Shanghai")
        self._tick("2026-03-06 15:59:00")
        self.assertEqual(correction.sudo().activity_ids, urgent)
        self._tick("2026-03-06 16:00:00")
        self.assertEqual((correction.sudo().activity_ids - urgent).user_id, self.boss)
        with freeze_time("2026-03-06 16:30:00"):
            self.as_user(self.statistician, correction).action_submit()
        self.assertEqual(deadline.state, "late")
        self.assertFalse(correction.sudo().activity_ids)

    def _tick(self, moment):
        """Let the deadline engine run, in transactions of its own."""
        self.env.flush_all()
        with freeze_time(moment), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

    def test_the_activity_goes_with_the_work(self):
        report = self._report("2026-03-05", figures=[(self.new, 1200)])
        correction = self._correction(report)
        correction.responsible_id = self.clerk
        self.assertEqual(correction.sudo().activity_ids.user_id, self.clerk)
