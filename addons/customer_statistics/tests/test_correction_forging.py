from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .issued_common import IssuedCase


@tagged("post_install", "-at_install")
class TestForging(IssuedCase):
    """Who reads a report and reports an error changes no figure by it, and learns none that is closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._report("2026-03-05", figures=[(cls.new, 1200), (cls.orders, 7)])
        cls.figure, cls.other = cls._at(cls.report), cls._at(cls.report, cls.orders)
        cls.small = cls._figure(cls._report("2026-03-06", issue=False), cls.new, 3, is_small=True)
        cls.small.report_id._write_protected({"state": "issued"})
        cls.reader = cls._new_user("user", login="reader", name="Reader")
        for report in (cls.report, cls.small.report_id):
            cls.Receipts._enter(report, "mail", user=cls.reader)

    def test_who_reports_an_error_does_not_correct_it(self):
        """Whoever answers for the report does, and passes it on."""
        correction = self._correction(self.report, (self.figure, 1190), user=self.reader, responsible_id=self.reader.id)
        self.assertEqual(correction.responsible_id, self.statistician)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            correction.responsible_id = self.reader
        self.assertRefused("It is for Statistician", correction.action_submit)
        self.as_user(self.statistician, correction).responsible_id = self.clerk
        self.assertEqual(correction.responsible_id, self.clerk)
        with_default = self.as_user(self.reader, self.Corrections).with_context(default_responsible_id=self.reader.id)
        self.assertEqual(
            with_default.create({"error": "x", "report_id": self.report.id}).responsible_id, self.statistician
        )

    # a quarter past midnight of the 6th in Shanghai, still the 5th in UTC
    @freeze_time("2026-03-05 16:15:00")
    def test_the_day_an_error_was_found_is_the_day_it_was_reported(self):
        """So that no slip or note becomes a telephone call by another day, nor by the time zone of the reader."""
        self._daily_rules()
        self.company.partner_id.tz = "Asia/Shanghai"
        day = date(2026, 3, 5)
        corrections = self.Corrections.with_context(default_found_date=day, tz="UTC")
        with patch.object(type(self), "Corrections", corrections):
            correction = self._correction(self.report, (self.figure, 1190), found_date=day)
        self.assertEqual((correction.found_date, correction.channel), (date(2026, 3, 6), "note"))
        for user in (self.statistician, self.supervisor):
            with self.subTest(user=user.name), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.as_user(user, correction).found_date = day
        self.assertEqual(correction.found_date, date(2026, 3, 6))

    def test_a_line_is_not_moved_into_what_was_submitted(self):
        mine = self._correction(self.report, (self.figure, 1190), user=self.reader)
        submitted = self._correction(self.report, (self.other, 8))
        submitted.sudo()._write_protected({"state": "submitted"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            mine.line_ids.correction_id = submitted.id
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            mine.line_ids.old_value = 1190
        self.assertEqual(mine.line_ids.old_value, 1200)

    def test_a_closed_figure_is_not_learned_on_a_screen_that_is_not_saved(self):
        correction = self._correction(self.small.report_id, user=self.reader)
        unread = self._report("2026-03-07", figures=[(self.new, 4711)])
        lines = self.as_user(self.reader, self.env["customer.statistic.correction.line"])
        self.env.flush_all()
        for figure in (self.small, self._at(unread)):
            values = {"correction_id": correction.id, "figure_id": figure.id, "new_value": 0}
            for changed in ([], ["new_value"], ["correction_id"], ["figure_id"]):
                for name in ("old_value", "shown", "difference", "is_small"):
                    self.env.invalidate_all()
                    with self.subTest(figure=figure, changed=changed, name=name):
                        try:
                            told = lines.onchange(dict(values), changed, {name: {}})
                        except AccessError:
                            continue
                        self.assertFalse(told["value"].get(name))

    def test_who_has_a_report_is_told_to_nobody_else(self):
        self.Receipts._enter(self.report, "paper", recipient="Bureau of Statistics")
        correction = self._correction(self.report, (self.figure, 1190))
        self.assertIn("Bureau", correction.untold)
        stranger = self._new_user("user", login="stranger", name="Stranger")
        windows = self.as_user(stranger, self.env["customer.statistic.tell"])
        self.assertFalse(self._can_read(stranger, correction))
        for learn in (
            lambda: windows.create({"correction_id": correction.id}).read(["untold"]),
            lambda: windows.onchange({"correction_id": correction.id}, ["correction_id"], {"untold": {}}),
        ):
            self.env.invalidate_all()
            try:
                told = learn()
            except AccessError:
                continue
            self.assertNotIn("Bureau", str(told))

    def test_a_small_figure_is_not_learned_by_calling_it_wrong(self):
        correction = self._correction(self.small.report_id, user=self.reader)
        lines = self.as_user(self.reader, self.env["customer.statistic.correction.line"])
        self.assertFalse(self._can_read(self.reader, self.small))
        values = {"correction_id": correction.id, "figure_id": self.small.id, "new_value": 0}
        for more in ({}, {"is_small": False}):
            with self.subTest(more=more), self.assertRaises(AccessError), self.env.cr.savepoint():
                lines.create({**values, **more}).read(["old_value"])
            with self.subTest(more=more, default=True), self.assertRaises(AccessError), self.env.cr.savepoint():
                defaults = {f"default_{name}": value for name, value in more.items()}
                lines.with_context(**defaults).create(values).read(["old_value"])
