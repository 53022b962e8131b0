from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import StatisticCase


class TestBackground(StatisticCase):
    """A report that takes long is computed by a job; stopped in between it begins again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.file,) = cls._customers(1)
        cls._ordered(cls.file, 10)
        cls.amount, cls.contacts = cls._indicator("ordered_amount"), cls._indicator("contacts")
        kind = cls._report_kind(cls.amount, cls.contacts, runs_in_background=True)
        cls.report = cls._report(kind)

    def _run(self, committed):
        """Run the job, with what happens when it commits."""
        self.env.flush_all()
        with (
            self.registry.cursor() as cr,
            patch.object(self.registry["ir.cron"], "_commit_progress", committed),
        ):
            env = self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)
            env["customer.statistic.report"]._cron_compute()
        self.env.invalidate_all()

    def test_queued_with_progress_and_done(self):
        report = self.report.with_user(self.supervisor)
        self.assertEqual(
            (report.state, report.compute_state, report.compute_user_id), ("draft", "queued", self.supervisor)
        )
        self.assertFalse(report.figure_ids)
        seen = []

        def committed(cron, *_args, **_kwargs):
            report = cron.env["customer.statistic.report"].browse(self.report.id)
            seen.append((report.compute_state, report.compute_progress, len(report.figure_ids)))
            cron.env.cr.commit()
            return 60

        self._run(committed)
        counting = [one for one in seen if one[0] == "running"]
        self.assertEqual(counting[:3], [("running", 0, 0), ("running", 50, 0), ("running", 99, 0)])
        self.assertEqual((report.state, report.compute_state, report.compute_progress), ("computed", False, 100))
        self.assertEqual(report.computed_by_id, self.supervisor)
        self.assertEqual(self.figures(self.report), {("ordered_amount", "", ""): 10, ("contacts", "", ""): 0})

    def test_what_is_entered_meanwhile_counts_in_formulas(self):
        new = self._indicator("new", kind="entered")
        twice = self._indicator("twice", kind="formula", formula="2 * [new]")
        report = self._report(self._report_kind(new, twice, code="entered"))
        report.kind_id.runs_in_background = True
        report.with_user(self.supervisor).action_compute()
        draw_up = type(report)._draw_up

        def meanwhile(report, *args):
            sheet = draw_up(report, *args)
            report.figure_ids.filtered(lambda one: one.indicator_id == new).with_user(self.supervisor).value = 7
            return sheet

        with patch.object(self.registry["customer.statistic.report"], "_draw_up", meanwhile):
            self._run(lambda *_args, **_kwargs: 60)
        self.assertEqual([self.total(report, one) for one in (new, twice)], [7, 14])

    def test_stopped_in_between_it_begins_again(self):
        class Killed(BaseException):
            pass

        def killed(cron, *_args, **_kwargs):
            cron.env.cr.commit()
            raise Killed

        # assertRaises would take back what was committed
        with suppress(Killed):
            self._run(killed)
            self.fail("not stopped")
        self.env.invalidate_all()
        self.assertEqual((self.report.state, self.report.compute_state), ("draft", "running"))
        self.assertFalse(self.report.figure_ids)
        with freeze_time(self.report.compute_next_date):
            self._run(lambda *_args, **_kwargs: 60)
        self.assertEqual((self.report.state, self.report.compute_state), ("computed", False))
        self.assertEqual(len(self.report.figure_ids), 2)

    def test_what_kills_the_worker_is_tried_later_and_holds_up_no_other(self):
        """After five minutes, after ten, and so on to about a day; each attempt is counted before it begins."""

        class Killed(BaseException):
            pass

        def deadly(report, *args):
            if report.id == self.report.id:
                raise Killed
            return draw_up(report, *args)

        def committed(cron, *_args, **_kwargs):
            cron.env.cr.commit()
            return 60

        draw_up = type(self.report)._draw_up
        other = self._report(self.report.kind_id, "2026-06-01", "2026-06-30")
        begin = fields.Datetime.now().replace(microsecond=0)
        waits = []
        with patch.object(self.registry["customer.statistic.report"], "_draw_up", deadly):
            for number, minutes in enumerate((0, 5, 10, 20)):
                begin += timedelta(minutes=minutes)
                if minutes:
                    with freeze_time(begin - timedelta(seconds=1)):
                        self._run(committed)  # not yet: nothing is killed
                with freeze_time(begin), suppress(Killed):
                    self._run(committed)
                    self.fail("not tried")
                self.env.invalidate_all()
                self.assertEqual((self.report.compute_state, self.report.compute_attempts), ("running", number + 1))
                waits.append((self.report.compute_next_date - begin).total_seconds() / 60)
                with freeze_time(begin):
                    self._run(committed)
                self.assertEqual((other.state, other.compute_state), ("computed", False), "it was held up")
            self.report._write_protected({"compute_attempts": 50, "compute_next_date": begin})
            with freeze_time(begin), suppress(Killed):
                self._run(committed)
            self.env.invalidate_all()
            longest = self.report.compute_next_date - begin
        self.assertEqual(waits, [5, 10, 20, 40])
        self.assertLess(longest, timedelta(days=1))
        self.assertGreater(longest, timedelta(hours=20))
        self.report.with_user(self.supervisor).action_compute()
        self.assertEqual((self.report.compute_state, self.report.compute_attempts), ("queued", 0))
        triggers = self.env["ir.cron.trigger"].search([("cron_id.code", "ilike", "_cron_compute")])
        self.assertIn(begin + timedelta(minutes=40), triggers.mapped("call_at"), "the job comes back by itself")

    @mute_logger("odoo.addons.customer_statistics.models.customer_statistic_report_background")
    def test_a_failure_is_shown_and_tried_again(self):
        message = "It is broken."

        def failing(*_args, **_kwargs):
            raise UserError(message)

        with patch.object(self.registry["customer.statistic.report"], "_store_sheet", failing):
            self._run(lambda *_args, **_kwargs: 60)
        self.assertEqual(
            (self.report.state, self.report.compute_state, self.report.compute_error),
            ("draft", "failed", "It is broken."),
        )
        self._run(lambda *_args, **_kwargs: 60)
        self.assertEqual(self.report.compute_state, "failed", "only when asked to again")
        self.report.with_user(self.supervisor).action_compute()
        self.assertEqual((self.report.compute_state, self.report.compute_error), ("queued", False))
        self._run(lambda *_args, **_kwargs: 60)
        self.assertEqual(self.report.state, "computed")

    @mute_logger("odoo.addons.customer_statistics.models.customer_statistic_report_background")
    def test_who_asked_must_still_be_allowed_to(self):
        self.supervisor.group_ids = [(5, 0, 0), (4, self.env.ref("base.group_user").id)]
        self._run(lambda *_args, **_kwargs: 60)
        self.assertEqual((self.report.state, self.report.compute_state), ("draft", "failed"))

    def test_nobody_queues_what_he_may_not_compute(self):
        employee = self.as_role("employee", self.report)
        self.assertRefused("", lambda: employee.action_compute(), (AccessError, UserError))
        with self.assertRaises(AccessError):
            self.report.with_user(self.supervisor).write({"compute_state": "running"})

    def test_figures_are_computed_before_it_is_submitted(self):
        self._run(lambda *_args, **_kwargs: 60)
        report = self.report.with_user(self.supervisor)
        report.action_compute()
        self.assertEqual((report.state, report.compute_state), ("computed", "queued"))
        self.assertRefused("being computed", lambda: report.action_submit())
