import doctest
import unittest
from collections import Counter, defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.dealer_visit.tools import planning, planning_diary
from odoo.addons.dealer_visit.tools.planning import Customer, Interval, Person, Project, Visit, make_plan
from odoo.addons.dealer_visit.tools.visit_date import next_visit

from .plan_checker import broken_rules, loads

FIRST = date(2026, 4, 1)
QUICK = settings(deadline=None, max_examples=100)
#: a project is near from the tenth to the thirtieth day
PROJECT = Project(FIRST.toordinal() + 10, FIRST.toordinal() + 30, 50)
INTERVALS = [
    *(Interval(3), Interval(6), Interval(1), Interval(30, "day"), Interval(2, "week"), Interval(1, "week")),
    *(Interval(1, "month", PROJECT), Interval(6, "month", PROJECT), Interval(1, "day", PROJECT)),
]
PLACES = ["", "214000", "215000", "Nanjing"]


def days_of(first, last, *, off=()):
    """The days of a period but for weekends and those off."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return frozenset(day for day in days if day.weekday() < 5 and day not in off)


def offsets(low, high):
    return st.integers(low, high).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def people(draw, last):
    """One to three people, with leaves, common holidays, and so many visits a day."""
    day = st.dates(FIRST, last)
    holidays = draw(st.sets(day, max_size=4))
    result = []
    for number in range(draw(st.integers(1, 3))):
        leave = draw(st.tuples(day, st.integers(0, 20)))
        off = holidays | {leave[0] + timedelta(days=count) for count in range(leave[1])}
        result.append(Person(number + 1, draw(st.integers(0, 3)), days_of(FIRST, last, off=off)))
    return result


@st.composite
def problems(draw):
    """A period, the people and customers: grades, places, owners (also one who left), postponements, fixed visits."""
    last = draw(offsets(5, 60))
    staff = draw(people(last))
    owner = st.sampled_from([None, *(person.id for person in staff), 99])
    rows = st.tuples(
        st.sampled_from(INTERVALS),
        offsets(-10, 50),
        st.booleans(),
        st.sampled_from(PLACES),
        owner,
    )
    customers = [
        Customer(number, interval, due, due - timedelta(days=5) if before and due <= FIRST else None, place, who)
        for number, (interval, due, before, place, who) in enumerate(draw(st.lists(rows, max_size=40)), 1)
    ]
    day = st.dates(FIRST, last + timedelta(days=20))
    person = st.sampled_from(staff).map(lambda one: one.id)
    customer = st.integers(1, len(customers) + 1)
    rows = st.tuples(customer, person, day, st.just(0), st.booleans())
    fixed = draw(st.lists(rows, max_size=5, unique_by=lambda row: row[0]))
    return FIRST, last, staff, customers, [Visit(*row) for row in fixed if row[0] <= len(customers)]


def most_possible(people, customers) -> int:
    """The most of these visits that are possible in time, by one augmenting path after the other (Kuhn)."""
    seats = {one.id: [(person.id, day, seat) for person in people for day in sorted(person.days)
                      for seat in range(person.capacity) if day <= one.due and one.owner in (None, person.id)]
             for one in customers}  # fmt: skip
    taken = {}

    def find(customer, seen):
        for seat in seats[customer]:
            if seat not in seen:
                seen.add(seat)
                if seat not in taken or find(taken[seat], seen):
                    taken[seat] = customer
                    return True
        return False

    return sum(find(one.id, set()) for one in customers)


class TestPlanning(unittest.TestCase):
    def test_doctests(self):
        for module in (planning, planning_diary):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted)
            self.assertFalse(result.failed)

    @proves("S1.1-4.2.6")
    @QUICK
    @given(
        st.integers(-40, 40) | st.integers(-400, 60),
        st.integers(1, 100),
        st.sampled_from([*planning_diary.UNITS]),
    )
    def test_with_a_project_near_a_visit_is_due_when_the_file_says_so(self, number, percent, unit):
        project = PROJECT._replace(percent=percent)
        interval, last = Interval(1, unit, project), FIRST.toordinal() + number
        due = interval.after(last)

        def next_date(day):
            near = project.begin <= day <= project.end
            return next_visit(date.fromordinal(last), 1, unit, percent if near else 100).toordinal()

        # the first day on which the file calls it late, but for what is less than a day
        late = next(day for day in range(last + 2, last + 800) if next_date(day) < day)
        self.assertEqual(due, late - 1)
        self.assertLessEqual(due, interval.after(last + 1))
        self.assertLessEqual(interval.before(due), last)

    @proves("S1.1-4.2.2")
    @QUICK
    @given(problems())
    def test_within_the_interval_or_it_is_said_why(self, problem):
        first, last, staff, customers, fixed = problem
        plan = make_plan(first, last, staff, customers, fixed)
        self.assertEqual(broken_rules(first, last, staff, customers, plan, fixed), [])
        self.assertEqual(make_plan(first, last, staff[::-1], customers[::-1], fixed[::-1]), plan, "order is no input")

    @QUICK
    @given(st.data())
    def test_no_more_could_be_visited_in_time(self, data):
        last = data.draw(offsets(2, 20))
        staff = data.draw(people(last))
        dues = st.tuples(st.dates(FIRST, last), st.sampled_from(PLACES), st.sampled_from([None, *range(1, 4)]))
        customers = [
            Customer(number, Interval(1, "year"), due, None, place, owner)
            for number, (due, place, owner) in enumerate(data.draw(st.lists(dues, max_size=40)), 1)
        ]
        plan = make_plan(FIRST, last, staff, customers)
        self.assertEqual(len(customers) - len(plan.issues), most_possible(staff, customers))

    @QUICK
    @given(problems(), st.data())
    def test_a_postponement_moves_no_more_than_it_must(self, problem, data):
        first, last, staff, customers, fixed = problem
        before = make_plan(first, last, staff, customers, fixed)
        kept = [visit._replace(key=number) for number, visit in enumerate(before.visits, 1)]
        again = make_plan(first, last, staff, customers, fixed, kept)
        if any(issue.reason == "full" for issue in before.issues):
            self.assertLessEqual(len(again.issues), len(before.issues), "planned anew, it only gets better")
        else:
            self.assertEqual(again.visits, kept, "planned anew, nothing changes")
        if not kept:
            return
        gone = data.draw(st.sampled_from(kept))
        kept.remove(gone)
        fixed.append(gone._replace(day=data.draw(st.dates(gone.day, last + timedelta(days=20))), put_off=True))
        plan = make_plan(first, last, staff, customers, fixed, kept)
        self.assertEqual(broken_rules(first, last, staff, customers, plan, fixed), [])
        self.assertEqual(
            Counter(visit.key for visit in plan.visits if visit.key) + Counter(plan.dropped),
            Counter(visit.key for visit in kept),
            "each visit stays, moves, or is given up, once",
        )
        others = [visit for visit in kept if visit.customer != gone.customer]
        room = loads(others, fixed)
        if all(room[one.id, day] < one.capacity for one in staff for day in one.days):
            moved = set(others) - set(plan.visits)
            self.assertFalse(moved, "where every day has room, only the visits of this customer move")

    @QUICK
    @given(st.lists(st.tuples(st.sampled_from(PLACES[1:]), offsets(0, 60)), min_size=1, max_size=30))
    def test_a_place_is_visited_on_as_few_days_as_the_intervals_allow(self, rows):
        last = FIRST + timedelta(days=60)
        customers = [
            Customer(number, Interval(3), due, place=place, owner=1) for number, (place, due) in enumerate(rows, 1)
        ]
        days = frozenset(FIRST + timedelta(days=number) for number in range(61))
        plan = make_plan(FIRST, last, [Person(1, len(rows), days)], customers)
        used = defaultdict(set)
        for visit in plan.visits:
            used[customers[visit.customer - 1].place].add(visit.day)
        self.assertEqual({place: len(found) for place, found in used.items()}, dict.fromkeys(used, 1))

    def test_a_place_takes_a_second_day_when_one_is_full_or_an_interval_ends(self):
        def days(capacity, *dues):
            customers = [Customer(number, Interval(3), due, place="Wuxi") for number, due in enumerate(dues, 1)]
            customers[0] = customers[0]._replace(last=dues[0] - timedelta(days=10))
            plan = make_plan(FIRST, last, [Person(1, capacity, days_of(FIRST, last))], customers)
            self.assertFalse(plan.issues)
            return Counter(visit.day for visit in plan.visits)

        last = date(2026, 5, 29)
        self.assertEqual(sorted(days(3, last, last, last).values()), [3])
        self.assertEqual(sorted(days(2, last, last, last).values()), [1, 2])
        # the first was visited on 19 May: half its interval of ten days is over on the 24th
        self.assertEqual(sorted(days(3, last, date(2026, 5, 25), last).values()), [3])
        self.assertEqual(sorted(days(3, last, date(2026, 5, 22), last).values()), [1, 2])

    def test_even_over_weeks_and_people(self):
        last = date(2026, 6, 28)
        staff = [Person(1, 4, days_of(FIRST, last)), Person(2, 8, days_of(FIRST, last)), Person(3, 4, frozenset())]
        customers = [Customer(number, Interval(6), last) for number in range(1, 241)]
        plan = make_plan(FIRST, last, staff, customers)
        self.assertFalse(plan.issues)
        self.assertEqual(Counter(visit.person for visit in plan.visits), {1: 80, 2: 160})
        for person, (fewest, most) in {1: (6, 7), 2: (12, 13)}.items():
            weeks = Counter(visit.day.isocalendar().week for visit in plan.visits if visit.person == person)
            short = weeks.pop(FIRST.isocalendar().week)
            self.assertLessEqual(short, most * 3 / 5 + 1, "the first week has three days")
            self.assertEqual((min(weeks.values()), max(weeks.values())), (fewest, most))

    @proves("S1.1-4.2.3")
    def test_on_the_last_day_of_the_interval_and_no_later(self):
        def plan(off=()):
            staff = [Person(1, 1, days_of(FIRST, last, off=off))]
            return make_plan(FIRST, last, staff, [Customer(1, Interval(6), due, date(2026, 1, 1))])

        due, last = date(2026, 7, 1), date(2026, 7, 31)
        early = [FIRST + timedelta(days=number) for number in range(91)]
        self.assertEqual([visit.day for visit in plan(off=early).visits], [due])
        late = plan(off=[*early, due])
        self.assertEqual([visit.day for visit in late.visits], [date(2026, 7, 2)])
        self.assertEqual([(one.reason, one.due, one.day) for one in late.issues], [("absent", due, date(2026, 7, 2))])

    def test_others_move_when_that_makes_room(self):
        last = date(2026, 4, 3)
        staff = [Person(1, 1, days_of(FIRST, last))]
        # 1 April is the quietest day of both; the second can be on no other
        both = [Customer(1, Interval(3), last, owner=1), Customer(2, Interval(3), FIRST, owner=1)]
        kept = make_plan(FIRST, last, staff, both[:1]).visits
        self.assertEqual(kept[0].day, FIRST)
        plan = make_plan(FIRST, last, staff, both, kept=kept)
        self.assertFalse(plan.issues)
        self.assertEqual([(visit.customer, visit.day.day) for visit in plan.visits], [(2, 1), (1, 2)])

    def test_what_was_put_off_is_not_planned_again_before(self):
        last, due, later = date(2026, 4, 30), date(2026, 4, 10), date(2026, 4, 20)
        staff = [Person(1, 1, days_of(FIRST, last))]
        customer = Customer(1, Interval(3), due, owner=1)
        plan = make_plan(FIRST, last, staff, [customer], [Visit(1, 1, later, 7, put_off=True)])
        self.assertEqual(plan.visits, [])
        self.assertEqual([(one.reason, one.due, one.day) for one in plan.issues], [("postponed", due, later)])
        plan = make_plan(FIRST, last, staff, [customer], [Visit(1, 1, later, 7)])
        self.assertLessEqual(plan.visits[0].day, due, "somebody's own visit is too late: one is planned before")

    def test_a_visit_goes_to_who_is_responsible_now(self):
        last = date(2026, 4, 30)
        staff = [Person(1, 1, days_of(FIRST, last)), Person(2, 1, days_of(FIRST, last))]
        kept = [Visit(1, 1, FIRST, 7)]
        plan = make_plan(FIRST, last, staff, [Customer(1, Interval(3), last, owner=2)], kept=kept)
        self.assertEqual([(visit.person, visit.key) for visit in plan.visits], [(2, 7)])

    def test_where_somebody_goes_anyway_the_neighbours_are_visited_too(self):
        last = date(2026, 4, 30)
        staff = [Person(1, 3, days_of(FIRST, last))]
        customers = [Customer(number, Interval(3), last, place="Wuxi", owner=1) for number in (1, 2)]
        day = date(2026, 4, 22)
        kept = [Visit(1, 1, day, 7)]
        plan = make_plan(FIRST, last, staff, customers, kept=kept)
        self.assertEqual([visit.day for visit in plan.visits], [day, day])
