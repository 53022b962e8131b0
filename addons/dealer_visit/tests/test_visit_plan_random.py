"""A plan in the database through random events: each customer is visited in time, or the plan says who is not."""

import os
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.dealer_visit.tools.planning import Issue, Plan

from .plan_checker import _wrong_intervals, _wrong_loads, _wrong_visits
from .plan_common import PlanCase

#: a few here; ``PLAN_WORLDS=300`` looks deeper
EXAMPLES = int(os.environ.get("PLAN_WORLDS", "10"))
FIRST, LAST = date(2026, 4, 1), date(2026, 5, 20)

some_day = st.integers(0, 49).map(lambda number: FIRST + timedelta(days=number))
worlds = st.fixed_dictionaries(
    {
        "interval": st.sampled_from([(1, "month"), (2, "week"), (20, "day")]),
        "per_day": st.integers(1, 3),
        # of each customer: days since the last visit, none: never; whose it is; where
        "customers": st.lists(
            st.tuples(st.none() | st.integers(1, 40), st.sampled_from(["seller", "other_seller", ""]), st.booleans()),
            min_size=6,
            max_size=6,
        ),
        "leave": st.none() | st.tuples(some_day, st.integers(1, 10)),
        "holiday": st.none() | some_day,
        "in_effect": st.booleans(),
        "events": st.lists(
            st.tuples(
                st.sampled_from(["cancel", "cancel", "pass", "put_off", "drag", "delete", "anew"]),
                st.integers(0, 99),
                st.integers(1, 12),
            ),
            min_size=2,
            max_size=6,
        ),
    }
)


@tagged("post_install", "-at_install")
class TestVisitPlanAtRandom(PlanCase):
    @proves("S1.1-4.2.2")
    def test_whatever_happens_each_is_visited_in_time_or_it_is_said_who_is_not(self):
        self.env.flush_all()
        self._check_worlds()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize="PLAN_WORLDS" not in os.environ,
        database=None,
    )
    @given(worlds)
    def _check_worlds(self, world):
        savepoint = self.env.cr.savepoint()
        try:
            with freeze_time("2026-03-31 04:00:00") as self.clock:
                self._check_world(world)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()
            self.registry.clear_cache()

    def _check_world(self, world):
        self.rule.interval, self.rule.interval_unit = world["interval"]
        for file, (days, owner, far) in zip(self.files, world["customers"], strict=True):
            if days:
                self._last_visited(file, date(2026, 3, 31) - timedelta(days=days))
            file.responsible_id = getattr(self, owner) if owner else False
            file.partner_id.zip = "215000" if far else "214000"
        if world["leave"]:
            first, length = world["leave"]
            self._off(first, first + timedelta(days=length - 1), self.seller)
        if world["holiday"]:
            self._off(world["holiday"], world["holiday"])
        self.plan = self._generated(
            self.seller | self.other_seller, date_from=FIRST, date_to=LAST, visits_per_day=world["per_day"]
        )
        if world["in_effect"]:
            self.plan.action_apply()
        self._check_plan("made")
        for event in world["events"]:
            self._happen(*event)
            self.env.invalidate_all()
            self._check_plan(event)

    def _check_plan(self, event):
        first, last, people, customers, fixed, kept, _earliest = self.plan.sudo()._problem(self.plan.user_ids)
        issues = [
            Issue(one.file_id.id, one.due_date, one.reason, one.since_date, one.room, one.user_id.id, one.planned_date)
            for one in self.plan.sudo().issue_ids
            # what was late before, and is over, stays told
            if one.due_date >= first or one.planned_date is False or one.planned_date >= first
        ]
        found = Plan(sorted(kept), issues, [])
        by_id = ({one.id: one for one in people}, {one.id: one for one in customers})
        wrong = [
            *_wrong_visits(first, last, *by_id, found.visits),
            *_wrong_loads(by_id[0], found.visits, fixed),
            *_wrong_intervals(last, by_id[1], found, fixed),
        ]
        self.assertEqual(wrong, [], event)
        states = set(self._coming().mapped("state"))
        self.assertLessEqual(states, {"planned"} if self.plan.state == "applied" else {"draft"}, event)

    def _coming(self):
        visits = self.Visits.search([("plan_id", "=", self.plan.id), ("state", "in", ("draft", "planned"))], order="id")
        return visits.filtered(lambda visit: visit._planned_day() > self._today())

    def _today(self):
        return self.company._policy_today()

    def _happen(self, what, which, days):
        coming = self._coming()
        visit = coming[which % len(coming)] if coming else coming
        mine = self.as_user(visit.user_id, visit) if visit else visit
        if what == "pass" and self.plan.state == "applied":
            self._let_pass(days)
        elif what == "anew" and self.plan.state == "computed":
            self.plan.action_generate()
        elif visit and what == "cancel":
            mine.cancel_reason = "Nobody is there"
            mine.action_cancel()
        elif visit and what == "put_off":
            mine._postpone(visit.date_begin + timedelta(days=days), "The customer is away")
        elif visit and what == "drag":
            sooner = datetime.combine(self._today(), visit.date_begin.time()) + timedelta(days=days)
            if visit.state == "draft" or sooner <= visit.date_begin:
                mine.date_begin = sooner
        elif visit and what == "delete" and visit.state == "draft":
            mine.unlink()

    def _let_pass(self, days):
        """Let days go by; what was planned on them was made."""
        self.env.flush_all()
        self.clock.tick(timedelta(days=days))
        self.env.invalidate_all()
        due = self.Visits.search([("state", "=", "planned"), ("plan_id", "=", self.plan.id)], order="date_begin, id")
        for visit in due.filtered(lambda one: one._planned_day() <= self._today()):
            mine = self.as_user(visit.user_id, visit)
            mine.action_start()
            mine.write({"visit_date": visit._planned_day(), "data_update": "unchanged"})
            mine.action_close()
