from datetime import date, datetime, timedelta
from itertools import pairwise
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.dealer_visit.models import dealer_visit_plan_work

from .plan_common import PlanCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-30 08:00:00")
class TestVisitPlan(PlanCase):
    @proves("S1.1-4.2.2")
    def test_all_are_visited_in_time_and_those_of_one_place_on_one_day(self):
        self._last_visited(self.files[:4], date(2026, 3, 2))
        plan = self._generated(visits_per_day=6, earliest_percent=0)
        self.assertEqual(plan.state, "computed")
        self.assertEqual(set(plan.visit_ids.mapped("state")), {"draft"})
        self.assertEqual(plan.visit_ids.file_id, self.files)
        in_time = plan.visit_ids.filtered(lambda visit: visit.file_id in self.files[:4])
        self.assertLessEqual(max(self._days(in_time)), date(2026, 6, 2), "three months after 2 March")
        self.assertEqual(len(set(self._days(plan.visit_ids))), 1)
        self.assertEqual(plan.issue_ids.mapped("reason"), ["overdue", "overdue"], "who was never visited")
        self.assertEqual(plan.visit_ids.user_id, self.seller)

    def test_one_after_the_other_from_the_first_hour_on(self):
        plan = self._generated(visits_per_day=6, first_hour=8.5, visit_hours=1.5)
        begins = sorted(plan.visit_ids.mapped("date_begin"))
        day = min(self._days(plan.visit_ids))
        self.assertEqual(begins[0], datetime.combine(day, datetime.min.time()) + timedelta(hours=0.5))
        self.assertEqual({later - sooner for sooner, later in pairwise(begins)}, {timedelta(hours=1.5)})

    def test_not_on_a_holiday_nor_a_leave_but_on_an_extra_working_day(self):
        self._last_visited(self.files[:1], date(2026, 1, 6))
        # due on 6 April: what is left from 1 to 5 April is the Sunday
        self._off(date(2026, 4, 1), date(2026, 4, 3))
        self.env["customer.working.day"].create({"date": "2026-04-05", "weekday": "0", "company_id": self.company.id})
        self._off(date(2026, 4, 6), date(2026, 4, 6), self.seller)
        plan = self._generated()
        self.assertEqual(
            self._days(plan.visit_ids.filtered(lambda one: one.file_id == self.files[0])), [date(2026, 4, 5)]
        )

    def test_who_is_away_until_after_the_due_day_is_named_with_the_reason(self):
        self._last_visited(self.files, date(2026, 1, 6))
        self._off(date(2026, 4, 1), date(2026, 4, 7), self.seller)
        plan = self._generated()
        self.assertEqual(plan.issue_ids.file_id, self.files)
        self.assertEqual(set(plan.issue_ids.mapped("reason")), {"absent"})
        self.assertEqual(set(plan.issue_ids.mapped("planned_date")), {date(2026, 4, 8), date(2026, 4, 9)})
        self.assertIn("no day at work: seller", plan.issue_ids[0].explanation)

    def test_nobody_has_more_visits_than_a_day_holds(self):
        self._last_visited(self.files, date(2026, 1, 6))
        plan = self._generated(visits_per_day=1)
        days = self._days(plan.visit_ids)
        self.assertEqual(len(days), len(set(days)))
        # 1, 2, 3 and 6 April are working days until the day all are due
        self.assertEqual(plan.issue_ids.mapped("reason"), ["full", "full"])
        self.assertEqual(set(plan.issue_ids.mapped("room")), {4})
        self.assertIn("4 visits", plan.issue_ids[0].explanation)

    def test_customers_of_nobody_are_shared_out_and_those_of_others_named(self):
        self.files[:4].responsible_id = False
        self.files[4:].responsible_id = self.chief
        plan = self._generated(self.seller | self.other_seller, visits_per_day=2)
        self.assertEqual(plan.visit_ids.file_id, self.files[:4])
        self.assertEqual({user: len(visits) for user, visits in plan.visit_ids.grouped("user_id").items()},
                         {self.seller: 2, self.other_seller: 2})  # fmt: skip
        self.assertEqual(plan.issue_ids.filtered(lambda one: one.reason == "nobody").file_id, self.files[4:])

    def test_made_again_nothing_changes(self):
        plan = self._generated()
        before = plan.visit_ids.mapped(lambda visit: (visit.id, visit.date_begin))
        plan.action_generate()
        self.assertEqual(plan.visit_ids.mapped(lambda visit: (visit.id, visit.date_begin)), before)

    def test_a_planned_visit_of_before_counts(self):
        visit = self._plan(self.files[0], date_begin="2026-04-02 02:00:00")
        plan = self._generated()
        self.assertNotIn(self.files[0], plan.visit_ids.file_id)
        self.assertFalse(visit.plan_id)

    def test_moved_with_the_mouse_it_stays_and_another_makes_room(self):
        self._last_visited(self.files, date(2026, 3, 2))
        plan = self._generated(visits_per_day=1)
        first, second, *others = plan.visit_ids.sorted("date_begin")
        before = {visit: visit.date_begin for visit in others}
        to = second.date_begin
        self.as_user(self.seller, first).date_begin = to
        self.assertTrue(first.plan_fixed)
        self.assertEqual(first.date_begin, to)
        self.assertNotEqual(second._planned_day(), first._planned_day(), "one visit a day")
        self.assertEqual({visit: visit.date_begin for visit in others}, before, "the others stay")
        plan.action_generate()
        self.assertEqual(first.date_begin, to, "made again, it stays where it was put")

    def test_a_postponement_past_the_interval_is_told_and_not_planned_again(self):
        self._last_visited(self.files, date(2026, 3, 2))
        plan = self._generated()
        plan.action_apply()
        visit = plan.visit_ids[0]
        others = {one: one.date_begin for one in plan.visit_ids - visit}
        self.as_user(self.seller, visit)._postpone(datetime(2026, 6, 3, 2), "The customer is away")
        self.assertEqual(plan.visit_ids.filtered(lambda one: one.file_id == visit.file_id), visit)
        issue = plan.issue_ids
        self.assertEqual((issue.file_id, issue.reason, issue.due_date), (visit.file_id, "postponed", date(2026, 6, 2)))
        self.assertEqual({one: one.date_begin for one in plan.visit_ids - visit}, others)

    def test_it_takes_effect_with_approval_only_and_stands_in_the_calendars(self):
        general = self.env.ref("customer_policy.group_general_manager")
        levels = [(0, 0, {"group_id": general.id})]
        self._rule("customer.approval.rule", document_model="dealer.visit.plan", level_ids=levels)
        plan = self._generated()
        with self.assertRaisesRegex(UserError, "must be requested"):
            plan.action_apply()
        self.assertEqual(set(plan.visit_ids.mapped("state")), {"draft"})
        plan.action_request_approval()
        approval = plan.sudo().approval_ids
        self.as_user(self.users["general_manager"], approval).action_approve()
        plan.action_apply()
        self.assertEqual(plan.state, "applied")
        self.assertEqual(set(plan.visit_ids.mapped("state")), {"planned"})
        self.assertEqual(plan.visit_ids.event_id.user_id, self.seller)

    def test_cancelled_its_proposals_go(self):
        plan = self._generated()
        plan.action_cancel()
        self.assertFalse(plan.visit_ids)

    def test_many_customers_are_planned_in_the_background_and_go_on_after_a_crash(self):
        self.patch(dealer_visit_plan_work, "AT_ONCE", 2)
        self.patch(dealer_visit_plan_work, "BATCH", 2)
        plan = self._generated()
        self.assertEqual((plan.state, plan.visit_count), ("computing", 0))
        work = plan.sudo()._work()
        written = [next(work), next(work)]
        self.assertEqual((written, plan.visit_count, plan.progress), ([0, 2], 2, 33))
        work.close()
        first = plan.visit_ids
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_more: 60):
            self.env["dealer.visit.plan"]._cron_work()
        plan.invalidate_recordset()
        self.assertEqual((plan.state, plan.visit_count), ("computed", 6))
        self.assertLessEqual(first, plan.visit_ids)
        self.assertEqual(plan.visit_ids.file_id, self.files)
        plan.action_apply()
        self.assertEqual(plan.state, "applying", "six visits are too many to wait for")
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_more: 60):
            self.env["dealer.visit.plan"]._cron_work()
        plan.invalidate_recordset()
        self.assertEqual(plan.state, "applied")
        for values in ({"visits_per_day": 9}, {"user_ids": [Command.clear()]}):
            with self.assertRaisesRegex(AccessError, "stays as it was"):
                plan.write(values)

    def test_a_plan_that_fails_says_so_once_and_holds_up_no_other(self):
        self.patch(dealer_visit_plan_work, "AT_ONCE", 0)
        failing, other = self._generated(), self._generated(date_from="2026-05-01")
        plans = self.registry["dealer.visit.plan"]
        generate = plans._generate

        def broken(plan):
            if plan.id == failing.id:
                raise UserError(plan.create_uid.name + " does not work here.")
            yield from generate(plan)

        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args, **_more: 60)
        with patch.object(plans, "_generate", broken), mute_logger(dealer_visit_plan_work.__name__):
            for _hour in range(2):
                self.env["dealer.visit.plan"]._cron_work()
        (failing | other).invalidate_recordset()
        self.assertEqual((failing.state, other.state), ("computing", "computed"))
        self.assertEqual(failing.failure, "chief does not work here.")
        told = failing.sudo().message_ids.filtered(lambda message: "does not go on" in message.body)
        self.assertEqual(len(told), 1)
        self.assertRaises(AccessError, lambda: failing.write({"failure": "x"}))
        self.env["dealer.visit.plan"]._cron_work()
        failing.invalidate_recordset()
        self.assertEqual((failing.state, failing.failure), ("computed", False))

    def test_days_that_are_over_are_not_planned(self):
        plan = self._new_plan(date_from="2026-03-02", date_to="2026-03-30")
        with self.assertRaisesRegex(UserError, "days are over"):
            plan.action_generate()
        plan.date_to = "2026-03-31"
        plan.action_generate()
        self.assertEqual(set(self._days(plan.visit_ids)), {date(2026, 3, 31)}, "from tomorrow on")

    def test_only_the_software_says_that_a_visit_is_of_a_plan(self):
        plan = self._generated()
        visit = self._plan(self.files[0], plan_id=plan.id)
        self.assertFalse(visit.plan_id)
        self.assertRaisesRegex(Exception, "cannot be changed", lambda: visit.write({"plan_id": plan.id}))
