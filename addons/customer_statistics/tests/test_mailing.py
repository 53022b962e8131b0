from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .issued_common import IssuedCase


@tagged("post_install", "-at_install")
class TestMailing(IssuedCase):
    """Issued reports are sent to those cleared for them; the others get nothing and are listed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.readers = cls.env["res.users"].union(*(cls._new_user("user", login=name) for name in ("one", "two")))
        cls.daily.write({"recipient_ids": [(6, 0, cls.readers.ids)], "distribution": "issued"})
        cls.Mailings = cls.env["customer.statistic.mailing"]

    def _issued(self, day="2026-03-05", **values):
        report = self._report(day, figures=[(self.new, 1200)], issue=False, **values)
        report._write_protected({"state": "submitted"})
        self.as_user(self.supervisor, report)._run_step("issue")
        return report

    def _cron(self):
        """Let the job run, in transactions of its own."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)[self.Mailings._name]._cron_send()
        self.env.invalidate_all()

    def _mails(self, user):
        domain = [("message_type", "=", "user_notification"), ("partner_ids", "in", user.partner_id.ids)]
        return self.env["mail.message"].search(domain)

    def test_it_is_sent_as_soon_as_it_is_issued(self):
        report = self._issued()
        mailing = self.Mailings.search([("report_id", "=", report.id)])
        self.assertRecordValues(mailing, [{"state": "planned", "recipient_ids": self.readers.ids}])
        self._cron()
        self.assertRecordValues(mailing, [{"state": "sent", "uncleared": False}])
        for user in self.readers:
            (message,) = self._mails(user)
            self.assertEqual(message.subject, report.display_name)
            self.assertFalse(message.attachment_ids)
            self.assertTrue(self._can_read(user, report))
        self._cron()
        self.assertEqual(len(report.receipt_ids), 2, "each gets it once")

    def test_who_is_not_cleared_gets_nothing_and_is_listed(self):
        one, two = self.readers
        self._clear(one, self.secret)
        self._clear(self.supervisor, self.secret)
        report = self._issued(level=self.secret)
        mailing = self.Mailings.search([("report_id", "=", report.id)])
        self._cron()
        self.assertEqual(mailing.uncleared, "two")
        self.assertFalse(self._mails(two))
        self.assertEqual(len(self._mails(one)), 1)
        self.assertRecordValues(
            report.receipt_ids.sorted("recipient"),
            [
                {"recipient": "one", "user_id": one.id, "outcome": "got"},
                {"recipient": "two", "user_id": False, "outcome": "not_cleared"},
            ],
        )
        self._clear(two, self.secret)
        self.assertFalse(self._can_read(two, report), "what was not sent is not opened by a later clearance")

    def test_it_is_sent_on_its_day_where_the_kind_says_so(self):
        self.daily.write({"distribution": "scheduled", "distribution_days": 1, "distribution_hour": 8.5})
        with freeze_time("2026-03-05 09:00:00"):
            early = self._issued()
        with freeze_time("2026-03-08 09:00:00"):
            late = self._issued("2026-03-06")
        planned = {one.report_id: one.planned_date for one in self.Mailings.search([])}
        self.assertEqual(planned[early], datetime(2026, 3, 6, 0, 30), "half past eight in Shanghai")
        self.assertEqual(planned[late], datetime(2026, 3, 8, 9))
        with freeze_time("2026-03-06 00:29:00"):
            self._cron()
            self.assertFalse(early.receipt_ids)
        with freeze_time("2026-03-06 00:30:00"):
            self._cron()
            self.assertEqual(early.receipt_ids.user_id, self.readers)

    def test_nothing_is_sent_by_itself_where_the_kind_does_not_say_so(self):
        for vals in ({"distribution": "manual"}, {"distribution": "issued", "mode": "observe"}):
            self.daily.write(vals)
            with self.subTest(vals):
                report = self._issued("2026-03-05" if vals["distribution"] == "manual" else "2026-03-06")
                self.assertFalse(self.Mailings.search([("report_id", "=", report.id)]))

    def test_one_that_fails_holds_up_no_other(self):
        first, second = self._issued(), self._issued("2026-03-06")
        original, message = type(self.Mailings)._send, "no paper"

        def failing(mailings):
            if mailings.report_id == first:
                raise UserError(message)
            return original(mailings)

        with self._patched(failing), self.assertLogs("odoo.addons.customer_statistics", "ERROR"):
            self._cron()
        self.assertFalse(first.receipt_ids)
        self.assertEqual(second.receipt_ids.user_id, self.readers)
        self._cron()
        self.assertEqual(first.receipt_ids.user_id, self.readers)

    def _patched(self, send):
        return patch.object(type(self.Mailings), "_send", send)

    def test_with_its_papers_each_has_what_the_recipient_may_read(self):
        self.daily.attaches = True
        report = self._issued()
        with self._rendered():
            self._cron()
        for user in self.readers:
            names = sorted(self._mails(user).attachment_ids.mapped("name"))
            self.assertEqual([name.rpartition(".")[2] for name in names], ["pdf", "xlsx"])
        self.assertEqual(set(report.receipt_ids.mapped("way")), {"mail"}, "what is made to be sent was not printed")

    def _rendered(self):
        """Without wkhtmltopdf, which takes seconds."""

        def render(reports, *_args, **_kwargs):
            reports._render_qweb_html(*_args, **_kwargs)
            return b"%PDF", "pdf"

        return patch.object(type(self.env["ir.actions.report"]), "_render_qweb_pdf", render)

    def test_secret_reports_are_never_attached(self):
        self.daily.attaches = True
        self._clear(self.readers[0], self.secret)
        self._clear(self.supervisor, self.secret)
        self._issued(level=self.secret)
        self._cron()
        self.assertFalse(self._mails(self.readers[0]).attachment_ids)

    def test_by_hand_it_is_sent_by_who_draws_the_report_up(self):
        self.daily.distribution = "manual"
        report = self._issued()
        mailings = self.as_user(self.statistician, self.Mailings)
        mailing = mailings.create({"report_id": report.id, "recipient_ids": [(6, 0, self.readers[0].ids)]})
        mailing.action_send()
        self.assertEqual(report.receipt_ids.user_id, self.readers[0])
        self.assertRefused("is over", mailing.action_send)
        self.assertRefused("is over", lambda: mailing.write({"recipient_ids": [(6, 0, self.readers.ids)]}))
        with self.assertRaises(AccessError):
            self.as_user(self.colleague, self.Mailings).create(
                {"report_id": report.id, "recipient_ids": [(6, 0, self.colleague.ids)]}
            )

    def test_only_issued_reports_are_sent(self):
        with self.assertRaisesRegex(UserError, "was not issued"):
            self.Mailings.create(
                {
                    "report_id": self._report("2026-03-09", issue=False).id,
                    "recipient_ids": [(6, 0, self.readers.ids)],
                }
            )

    def test_a_mailing_is_neither_moved_nor_forged(self):
        """Who draws up one report opens no other by a mailing, and hides no message behind it."""
        mine, other = self._report("2026-03-07"), self._report("2026-03-08", responsible_id=self.supervisor.id)
        mailings = self.as_user(self.statistician, self.Mailings)
        values = {"report_id": mine.id, "recipient_ids": [(6, 0, self.statistician.ids)]}
        mailing = mailings.create({**values, "planned_date": "2099-01-01 00:00:00"})
        foreign = other.message_ids[:1] or other.message_post(body="x")
        for forged in (
            {"report_id": other.id},
            {"state": "sent"},
            {"sent_date": "2026-03-07 10:00:00"},
            {"uncleared": "Nobody"},
            {"message_ids": [(6, 0, foreign.ids)]},
        ):
            with self.subTest(forged=forged), self.assertRaises(AccessError), self.env.cr.savepoint():
                mailing.write(forged)
            if "report_id" not in forged:
                name, value = next(iter(forged.items()))
                made = mailings.create({**values, **forged})
                made |= mailings.with_context(**{f"default_{name}": value}).create(values)
                for one in made:
                    self.assertEqual(
                        (one.state, bool(one.sent_date or one.uncleared or one.message_ids)), ("planned", False)
                    )
