import os
import unittest
from collections import Counter, defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.dealer_visit.tools.planning import Customer, Person, Visit, make_plan

from .plan_checker import broken_rules
from .test_tools_planning import FIRST, INTERVALS, PLACES, days_of, offsets

#: a few here; ``PLAN_EXAMPLES=5000`` looks deeper
EXAMPLES = int(os.environ.get("PLAN_EXAMPLES", "150"))
LAST = FIRST + timedelta(days=60)
#: what happens to a plan, one after the other; the numbers say to which visit or person, and by how many days
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["pass", "pass", "cancel", "cancel", "put_off", "move", "ill", "delete_own", "own"]),
        st.integers(0, 99),
        st.integers(1, 15),
    ),
    min_size=1,
    max_size=8,
)


class World:
    """Customers, people and a plan that goes on day by day, as the addon keeps it: what was made, what is to come."""

    def __init__(self, people, customers):
        self.today = FIRST - timedelta(days=1)
        self.people, self.customers = people, customers
        self.made: dict[int, date] = {}
        #: visits of the plan that it may move, and those somebody put where they are
        self.kept: dict[int, Visit] = {}
        self.fixed: dict[int, Visit] = {}
        self.numbers = iter(range(1, 100_000))
        #: by which days no visit was possible, as the plan said when it was made
        self.told = defaultdict(set)

    @property
    def first(self):
        return self.today + timedelta(days=1)

    def known(self):
        """The customers as they are now: due from their last visit."""
        return [
            one._replace(
                last=self.made[one.id], due=date.fromordinal(one.interval.after(self.made[one.id].toordinal()))
            )
            if one.id in self.made
            else one
            for one in self.customers
        ]

    def plan(self):
        """Plan anew from tomorrow on; return what is wrong with it."""
        first, customers = self.first, self.known()
        people = [one._replace(days=frozenset(day for day in one.days if day >= first)) for one in self.people]
        fixed, kept = list(self.fixed.values()), list(self.kept.values())
        plan = make_plan(first, LAST, people, customers, fixed, kept)
        wrong = broken_rules(first, LAST, people, customers, plan, fixed)
        stay = Counter(one.key for one in plan.visits if one.key)
        if stay + Counter(plan.dropped) != Counter(self.kept.keys()):
            wrong.append("a visit is lost, or there twice")
        self.kept = {}
        for one in plan.visits:
            visit = one if one.key else one._replace(key=next(self.numbers))
            self.kept[visit.key] = visit
        for issue in plan.issues:
            self.told[issue.customer].add(issue.due)
        return wrong

    def happen(self, what, which, days):
        coming = sorted([*self.kept.values(), *self.fixed.values()], key=lambda visit: visit.key)
        visit = coming[which % len(coming)] if coming else None
        if what == "pass":
            self.today = min(self.today + timedelta(days=days), LAST - timedelta(days=1))
            for one in coming:
                if one.day <= self.today:
                    self.made[one.customer] = max(self.made.get(one.customer, one.day), one.day)
                    self._forget(one)
        elif what == "ill":
            person = self.people[which % len(self.people)]
            off = {self.first + timedelta(days=number) for number in range(days)}
            self.people = [one._replace(days=one.days - off) if one == person else one for one in self.people]
        elif what == "own" and self.customers:
            # a visit of somebody's own, put off by nobody
            customer, person = self.customers[which % len(self.customers)], self.people[which % len(self.people)]
            key, day = next(self.numbers), self.today + timedelta(days=days)
            if all(one.customer != customer.id for one in self.fixed.values()):
                self.fixed[key] = Visit(customer.id, person.id, day, key)
        elif what == "delete_own" and self.fixed:
            self.fixed.pop(sorted(self.fixed)[which % len(self.fixed)])
        elif visit and what == "cancel":
            self._forget(visit)
        elif visit and what in ("put_off", "move"):
            self._forget(visit)
            day = visit.day + timedelta(days=days) if what == "put_off" else self.first + timedelta(days=days - 1)
            if all(one.customer != visit.customer for one in self.fixed.values()):
                self.fixed[visit.key] = visit._replace(day=day, put_off=True)

    def _forget(self, visit):
        self.kept.pop(visit.key, None)
        self.fixed.pop(visit.key, None)


@st.composite
def worlds(draw):
    day = st.dates(FIRST, LAST)
    holidays = draw(st.sets(day, max_size=3))
    people = [
        Person(number, draw(st.integers(1, 3)), days_of(FIRST, LAST, off=holidays | draw(st.sets(day, max_size=5))))
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]
    owner = st.sampled_from([None, *(person.id for person in people), 99])
    rows = st.tuples(st.sampled_from(INTERVALS), offsets(-10, 50), st.sampled_from(PLACES), owner)
    customers = [
        Customer(number, interval, due, None, place, who)
        for number, (interval, due, place, who) in enumerate(draw(st.lists(rows, min_size=1, max_size=20)), 1)
    ]
    return people, customers


class TestReplanning(unittest.TestCase):
    @proves("S1.1-4.2.2")
    @settings(deadline=None, max_examples=EXAMPLES)
    @given(worlds(), EVENTS)
    def test_whatever_happens_each_is_visited_in_time_or_it_is_said_why(self, world, events):
        world = World(*world)
        self.assertEqual(world.plan(), [])
        for event in events:
            world.happen(*event)
            self.assertEqual(world.plan(), [], event)
            before = dict(world.kept)
            if not any(world.told.values()):
                self.assertEqual(world.plan(), [])
                self.assertEqual(world.kept, before, "planned anew at once, nothing changes")
