from datetime import date, datetime, timedelta
from itertools import pairwise
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .plan_common import FIRST, LAST, PlanCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-30 08:00:00")
class TestVisitPlanAnew(PlanCase):
    """What a plan makes of that which goes on beside it: visits moved, made, cancelled, and projects that come near."""

    def _coming(self, plan, files):
        found = self.Visits.search([("plan_id", "=", plan.id), ("file_id", "in", files.ids)], order="date_begin")
        return found.filtered(lambda one: one.state in ("draft", "planned"))

    def _put(self, visit, moment):
        """Let a visit stand elsewhere from the beginning: nobody moved it."""
        visit.sudo().date_begin = moment

    @proves("S1.1-4.2.2")
    @freeze_time("2026-05-12 02:00:00")
    def test_visits_of_today_and_those_not_reported_yet_count(self):
        self.rule.interval = 1
        self._last_visited(self.files, date(2026, 4, 15))
        today, begun, lately, forgotten, _never, moved = self.files
        for file, day in ((today, 12), (begun, 6), (lately, 5), (forgotten, 4)):
            visit = self._plan(file, date_begin=f"2026-05-{day:02} 06:00:00")
            visit.action_plan()
            if file == begun:
                visit.visit_date = "2026-05-06"
                visit.action_start()
        plan = self._generated(date_from="2026-05-01")

        def first_days():
            return [self._coming(plan, file)[0]._planned_day() for file in self.files]

        dues = [date(2026, *day) for day in ((6, 12), (6, 6), (6, 5), (5, 15), (5, 15), (5, 15))]
        days = first_days()
        for day, due in zip(days, dues, strict=True):
            self.assertLessEqual(day, due)
        self.assertGreater(min(days[:3]), date(2026, 5, 15), "of the last a month has not even half passed")
        self.assertFalse(plan.issue_ids)
        visit = self.as_user(self.seller, self._coming(plan, moved)[0])
        visit.date_begin += timedelta(hours=1)
        self.assertTrue(visit.plan_fixed)
        self.assertEqual(first_days(), days, "planning around what was moved they count as well")
        self.assertFalse(plan.issue_ids)

    def test_a_visit_planned_before_the_period_counts(self):
        self._last_visited(self.files, date(2026, 1, 20))
        self._plan(self.files[0], date_begin="2026-03-31 02:00:00").action_plan()
        plan = self._generated(date_to="2026-06-29")
        self.assertFalse(self._coming(plan, self.files[0]), "three months after the last of March are over on 30 June")
        self.assertEqual(len(self._coming(plan, self.files[1])), 1)

    @proves("S1.1-4.2.2")
    def test_instead_of_a_visit_that_is_cancelled_another_is_planned(self):
        self._last_visited(self.files, date(2026, 3, 2))
        plan = self._generated()
        plan.action_apply()
        visit = plan.visit_ids[0]
        others = {one: one.date_begin for one in plan.visit_ids - visit}
        mine = self.as_user(self.seller, visit)
        mine.cancel_reason = "The shop is closed on that day"
        mine.action_cancel()
        again = self._coming(plan, visit.file_id)
        self.assertEqual((len(again), again.state), (1, "planned"), "the plan is in effect, and so is the visit")
        self.assertLessEqual(again._planned_day(), date(2026, 6, 2))
        self.assertEqual(again.event_id.user_id, self.seller)
        self.assertFalse(plan.issue_ids)
        self.assertEqual({one: one.date_begin for one in others}, others)

    def test_who_left_the_company_visits_nobody_and_holds_nothing_up(self):
        plan = self._generated(self.seller | self.other_seller)
        self.files[:3].responsible_id = False
        elsewhere = self.other_company
        self.other_seller.write({"company_id": elsewhere.id, "company_ids": [Command.set(elsewhere.ids)]})
        for file in self.files[:2]:
            self.as_user(self.seller, self._coming(plan, file)).unlink()
            self.assertEqual(self._coming(plan, file).user_id, self.seller)

    def test_where_a_visit_that_was_added_cannot_take_effect_the_plan_says_so(self):
        plan = self._generated()
        plan.action_apply()
        first, second = plan.visit_ids[:2]
        (first | second).cancel_reason = "Closed"
        refused = patch.object(self.registry["dealer.visit"], "_before_plan", self._refuse, create=True)
        with refused:
            self.as_user(self.seller, first).action_cancel()
        self.assertEqual(self._coming(plan, first.file_id).state, "draft")
        self.assertEqual(plan.failure, "No purpose.")
        self.as_user(self.seller, second).action_cancel()
        self.assertEqual(set(self._coming(plan, (first | second).file_id).mapped("state")), {"planned"})
        self.assertFalse(plan.failure)

    @staticmethod
    def _refuse(_visits):
        message = "No purpose."
        raise UserError(message)

    @proves("S1.1-4.2.2")
    def test_where_no_time_is_left_for_another_the_plan_says_so(self):
        self._last_visited(self.files, date(2026, 3, 2))
        plan = self._generated(visits_per_day=6)
        plan.action_apply()
        with freeze_time("2026-06-02 02:00:00"):
            for number, visit in enumerate(plan.visit_ids):
                self._put(visit, f"2026-06-02 0{number}:30:00")
            visit = self.as_user(self.seller, plan.visit_ids[0])
            visit.cancel_reason = "Nobody was there"
            visit.action_cancel()
        issue = plan.issue_ids
        self.assertEqual((issue.file_id, issue.due_date), (visit.file_id, date(2026, 6, 2)))
        self.assertEqual(self._coming(plan, visit.file_id)._planned_day(), issue.planned_date)

    def test_a_proposal_or_a_visit_of_ones_own_that_is_deleted_leaves_no_hole(self):
        own = self._plan(self.files[0], date_begin="2026-04-02 02:00:00")
        plan = self._generated()
        self.assertFalse(self._coming(plan, self.files[0]))
        own.unlink()
        self.assertEqual(len(self._coming(plan, self.files[0])), 1)
        self.as_user(self.seller, self._coming(plan, self.files[1])).unlink()
        self.assertEqual(len(self._coming(plan, self.files[1])), 1)
        self.files[2].responsible_id = False
        self.as_user(self.seller, self._coming(plan, self.files[2])).unlink()
        self.assertEqual(self._coming(plan, self.files[2]).user_id, self.seller)

    @proves("S1.1-4.2.2")
    def test_what_a_cancelled_plan_proposed_another_plan_takes_over(self):
        first = self._generated()
        second = self._generated()
        self.assertFalse(self._coming(second, self.files))
        first.action_cancel()
        self.assertEqual(self._coming(second, self.files).file_id, self.files)

    def test_proposals_of_days_that_are_over_are_made_anew(self):
        plan = self._generated()
        with freeze_time("2026-05-04 02:00:00"):
            plan.action_generate()
            coming = self._coming(plan, self.files)
            self.assertGreater(min(self._days(coming)), date(2026, 5, 4))
            self.assertEqual(coming.file_id, self.files)

    # projects

    @proves("S1.1-4.2.6")
    def test_with_a_project_near_every_interval_is_shorter_until_its_day(self):
        self.rule.write({"interval": 1, "project_window_days": 90, "project_percent": 50})
        near, other = self.files[:2]
        near.planned_project_date = project = date(2026, 6, 12)
        self._last_visited(near | other, date(2026, 3, 27))
        plan = self._generated(earliest_percent=0)
        days = [date(2026, 3, 27), *sorted(self._days(self._coming(plan, near)))]
        for sooner, later in pairwise(days):
            self.assertLessEqual(later, self.rule._next_date(sooner, project, later))
        self.assertGreater(self.rule._next_date(days[-1], project, LAST), LAST)
        self.assertGreaterEqual(len(days) - 1, 5)
        self.assertLessEqual(len(self._coming(plan, other)), 4)
        self.assertNotIn(near, plan.issue_ids.file_id)

    @proves("S1.1-4.2.6")
    def test_a_project_that_comes_near_within_the_period_makes_a_visit_due_in_it(self):
        self.rule.write({"interval": 6, "project_window_days": 90, "project_percent": 50})
        self._last_visited(self.files[:2], date(2026, 3, 2))
        self.files[0].planned_project_date = "2026-08-15"
        plan = self._generated()
        self.assertFalse(self._coming(plan, self.files[1]), "due on 2 September")
        (day,) = self._days(self._coming(plan, self.files[0]))
        self.assertLessEqual(day, date(2026, 6, 2), "half of six months after 2 March")

    # hours of a day

    def _assert_one_after_the_other(self, visits):
        hours = sorted((visit.date_begin, visit.date_end) for visit in visits)
        for (_begin, end), (begin, _end) in pairwise(hours):
            self.assertLessEqual(end, begin)

    def test_the_hour_of_a_visit_that_went_away_is_taken_by_the_next_one(self):
        plan = self._generated(visits_per_day=6, date_to=FIRST)
        first = self._coming(plan, self.files)[0]
        file, nine = first.file_id, datetime(2026, 4, 1, 1)
        self.assertEqual(first.date_begin, nine)
        self.as_user(self.seller, first).unlink()
        self.assertEqual(self._coming(plan, file).date_begin, nine)
        self._assert_one_after_the_other(self._coming(plan, self.files))

    def test_a_visit_of_ones_own_at_an_odd_hour_is_left_alone(self):
        own = self._plan(self.files[0], date_begin="2026-04-01 02:00:00", duration=2)
        plan = self._generated(visits_per_day=6, date_to=FIRST)
        begins = sorted(plan.visit_ids.mapped("date_begin"))
        nine = datetime(2026, 4, 1, 1)
        self.assertEqual(begins, [nine + timedelta(hours=hours) for hours in (0, 3, 4.5, 6, 7.5)])
        self._assert_one_after_the_other(plan.visit_ids | own)
