from freezegun import freeze_time

from odoo.tests import tagged

from .issued_common import IssuedCase


@tagged("post_install", "-at_install")
class TestTold(IssuedCase):
    """All who received the report are told, and it is entered who was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._report("2026-03-05", figures=[(cls.new, 1200), (cls.orders, 40)])
        cls.figure = cls._at(cls.report)
        cls.reader, cls.other = (cls._new_user("user", login=name) for name in ("reader", "other"))
        with freeze_time("2026-03-06 08:00:00"):
            for user in (cls.reader, cls.other):
                cls.Receipts._enter(cls.report, "mail", user=user)
            cls.Receipts._enter(cls.report, "paper", recipient="Bureau of Statistics")

    def _mails(self, user):
        return self.env["mail.message"].search(
            [("message_type", "=", "user_notification"), ("partner_ids", "in", user.partner_id.ids)]
        )

    def test_everybody_who_has_the_report_is_told_by_mail(self):
        correction = self._correction(self.report, (self.figure, 1020))
        correction.action_submit()
        told = correction.sudo().receipt_ids
        self.assertEqual(told.user_id, self.reader | self.other)
        self.assertEqual(set(told.mapped("way")), {"mail"})
        for user in self.reader | self.other:
            (message,) = self._mails(user)
            self.assertIn("1,200 corrected to 1,020", message.body)
        self.assertEqual(correction.untold, "Bureau of Statistics")
        self._tell(correction, recipient="Bureau of Statistics")
        self.assertFalse(correction.untold)

    def test_who_was_called_gets_no_mail(self):
        correction = self._correction(self.report, (self.figure, 1020))
        self._tell(correction, self.reader)
        correction.action_submit()
        self.assertFalse(self._mails(self.reader))
        self.assertEqual(len(self._mails(self.other)), 1)

    def test_who_got_the_report_afterwards_has_the_right_figures(self):
        with freeze_time("2026-03-06 10:00:00"):
            correction = self._correction(self.report, (self.figure, 1020))
            correction.action_submit()
        late = self._new_user("user", login="late")
        with freeze_time("2026-03-06 10:00:01"):
            self.Receipts._enter(self.report, "mail", user=late)
        self.assertEqual(correction.untold, "Bureau of Statistics")

    def test_who_left_is_named_to_be_told(self):
        self.other.active = False
        correction = self._correction(self.report, (self.figure, 1020))
        correction.action_submit()
        self.assertEqual(correction.sudo().receipt_ids.user_id, self.reader)
        self.assertIn("other", correction.untold)

    def test_of_a_secret_report_the_mail_holds_no_figure_and_only_those_cleared_get_it(self):
        self._clear(self.statistician, self.secret)
        self._clear(self.reader, self.secret)
        self.report._classify(self.secret, "Test")
        correction = self._correction(self.report, (self.figure, 1020))
        self.assertEqual(correction.secrecy_level_id, self.secret)
        correction.action_submit()
        (message,) = self._mails(self.reader)
        self.assertNotIn("1,020", message.body)
        self.assertFalse(self._mails(self.other))
        self.assertIn("other", correction.untold)

    def test_a_recipient_reads_what_was_received_and_no_other_report(self):
        another = self._report("2026-03-06", figures=[(self.new, 1)])
        seen = self.as_user(self.reader, self.env["customer.statistic.report"])
        self.assertEqual(seen.search([]), self.report)
        self.assertTrue(self._can_read(self.reader, self.report.figure_ids))
        self.assertFalse(self._can_read(self.reader, another))
