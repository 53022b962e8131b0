"""Who visits which customer on which day of a period.

Every customer is visited within the interval, nobody visits more than a day holds or on a day off, the customers of one
place are visited on one day as far as that allows, and the load is even over weeks and people. Where it is not
possible, the plan says for whom and why. The same input always gives the same plan: ties are decided by id.

How: customers of one person and place whose days overlap make trips, as few as possible; trips take the quietest days,
the most urgent first. What finds no room gets it by moving others within their intervals, as few as possible
(:meth:`Diaries.make_room`), and only what finds none then is not possible. After each visit the next one of the same
customer comes due, and so on until the period ends: among customers who are visited once this finds as many visits in
time as there can be; where many are visited again and again and people have too little time, nearly as many.
Visits that stand already stay where they are as long as they can: planning anew moves only what must move.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from .planning_diary import Booking, Case, Diaries, Interval, Project, week

__all__ = ["Customer", "Interval", "Issue", "Person", "Plan", "Project", "Visit", "make_plan", "week"]


class Person(NamedTuple):
    """Somebody who visits: so many customers a day, on these days (no holidays, no leave)."""

    id: int
    capacity: int
    days: frozenset[date]


class Customer(NamedTuple):
    """Somebody to visit: ``due`` by a day, and then again within the interval after each visit."""

    id: int
    interval: Interval
    due: date
    last: date | None = None
    #: postcode or city; customers without one are no neighbours of anybody
    place: str = ""
    #: who visits, None: any of the people
    owner: int | None = None


class Visit(NamedTuple):
    """A customer, by whom and when."""

    customer: int
    person: int
    day: date
    #: what the caller knows the visit by, 0 for a new one
    key: int = 0
    #: somebody put it off to this day: no other visit takes its place before
    put_off: bool = False


class Issue(NamedTuple):
    """A customer who is not visited by the day it was due, and why.

    ``overdue``: it was due before the period; ``postponed``: the visit was put off; ``nobody``: there is nobody who
    visits; ``absent``: nobody works from ``since`` to ``due``; ``full``: the ``room`` there is from
    ``since`` to ``due`` is taken by others.
    """

    customer: int
    due: date
    reason: str
    since: date
    room: int
    #: who is to visit, if anybody, and the later day of the visit, if there is one
    person: int | None
    day: date | None


class Plan(NamedTuple):
    """The visits in order of day, person, place and customer, those not possible, and the keys of those to give up."""

    visits: list[Visit]
    issues: list[Issue]
    dropped: list[int]


def make_plan(
    first: date,
    last: date,
    people: Iterable[Person],
    customers: Iterable[Customer],
    fixed: Iterable[Visit] = (),
    kept: Iterable[Visit] = (),
    earliest: float = 0.5,
) -> Plan:
    """Plan the visits from ``first`` to ``last``.

    :param fixed: visits of the period, and those of its customers after it, that never move, also where they break a
        rule; they are no part of the result
    :param kept: visits that are planned already and stay where they are if they can
    :param earliest: the share of the interval that passes before a customer is visited again, where there is a choice

    >>> days = frozenset(date(2026, 5, day) for day in (11, 12, 13, 14, 15))
    >>> wang, month = Person(1, 2, days), Interval(1)
    >>> shops = [Customer(7, month, date(2026, 5, 31), place="Wuxi"), Customer(8, month, date(2026, 5, 12))]
    >>> shops += [Customer(9, month, date(2026, 5, 10)), Customer(10, month, date(2026, 5, 31), place="Wuxi")]
    >>> plan = make_plan(date(2026, 5, 11), date(2026, 5, 31), [wang], shops)
    >>> [(visit.day.day, visit.customer) for visit in plan.visits]
    [(11, 9), (12, 8), (13, 7), (13, 10)]
    >>> [(issue.customer, issue.reason, issue.day.day) for issue in plan.issues]
    [(9, 'overdue', 11)]
    """
    return _Planner(first, last, people, customers, earliest)._plan(fixed, kept)


class _Gap(NamedTuple):
    """A visit that is needed: not before the day ``lows`` ends with, rather not before those ahead of it."""

    case: Case
    due: int
    lows: tuple[int, ...]
    high: int
    following: Booking | None

    @property
    def low(self) -> int:
        return self.lows[-1]


class _Trip(NamedTuple):
    """Visits at one place that can be made on one day between these; in order of urgency."""

    soon: bool
    latest: int
    low: int
    high: int
    person: int
    place: str
    first_id: int
    gaps: list[_Gap]


class _Planner:
    def __init__(self, first, last, people, customers, earliest):
        self.first, self.last, self.earliest = first.toordinal(), last.toordinal(), earliest
        self.diaries = Diaries(people, self.first, self.last)
        self.cases = {one.id: Case(one, self.first) for one in sorted(customers, key=lambda one: one.id)}
        self.placed: list[Booking] = []
        #: issues with the visit that is late instead, whose day may still move
        self.issues: list[tuple[Issue, Booking | None]] = []

    def _plan(self, fixed, kept) -> Plan:
        for visit in sorted(fixed):
            self._put(self._booking(visit, fixed=True))
        for visit in sorted(kept, key=lambda visit: (visit.day, visit.customer, visit.key)):
            self._keep(visit)
        self._share_out()
        gaps = self._gaps(self.cases.values())
        while gaps:
            gaps = self._gaps(self._fill(gaps))
        return self._result()

    def _result(self) -> Plan:
        def day(number):
            return date.fromordinal(number)

        placed = sorted(self.placed, key=lambda one: (one.day, one.person, one.case.place, one.case.id))
        visits = [Visit(one.case.id, one.person, day(one.day), one.key) for one in placed]
        issues = [issue._replace(day=day(late.day)) if late else issue for issue, late in self.issues]
        dropped = [key for case in self.cases.values() for key in case.spare]
        return Plan(visits, sorted(issues, key=lambda one: (one.due, one.customer)), dropped)

    # what stands

    def _booking(self, visit: Visit, *, fixed: bool = False) -> Booking:
        case = self.cases.get(visit.customer)
        if case is None:
            # somebody without an interval: only the time it takes counts
            case = Case(Customer(visit.customer, Interval(1000, "year"), date.max), self.first)
        return Booking(case, visit.person, visit.day.toordinal(), visit.key, fixed=fixed, put_off=visit.put_off)

    def _put(self, booking: Booking) -> None:
        self.diaries.put(booking)
        booking.case.add(booking)
        if not booking.fixed:
            self.placed.append(booking)

    def _keep(self, visit: Visit) -> None:
        """Let a planned visit stand, or free its key where it cannot."""
        booking = self._booking(visit)
        case = booking.case
        possible = (
            case.owner in (None, booking.person)
            and self.diaries.free.get((booking.person, booking.day), 0) > 0
            and all(other.day != booking.day for other in case.visits)
        )
        if possible:
            case.person = booking.person
            self._put(booking)
        else:
            # of a customer who is visited no more nobody asks for the key
            self.cases.setdefault(case.id, case).spare.append(booking.key)

    # whose customers are whose

    def _share_out(self) -> None:
        """Give the customers of nobody to people, place by place, to whoever has least to do."""
        places, load = defaultdict(list), defaultdict(int)
        for case in self.cases.values():
            needed = self._expected(case)
            if case.person is None and needed:
                places[case.place or case.id].append((case.due, case.id, needed))
            elif case.person is not None:
                load[case.person] += needed
        room = {person: len(days) * self.diaries.capacity[person] for person, days in self.diaries.days.items() if days}
        queue = [(load[person] / room[person], person) for person in room]
        heapq.heapify(queue)
        for _place, waiting in sorted(
            places.items(), key=lambda item: (-sum(needed for _due, _id, needed in item[1]), str(item[0]))
        ):
            waiting.sort(reverse=True)
            while waiting and queue:
                _share, person = heapq.heappop(queue)
                for _number in range(min(self.diaries.capacity[person], len(waiting))):
                    _due, case_id, needed = waiting.pop()
                    self.cases[case_id].person = person
                    load[person] += needed
                heapq.heappush(queue, (load[person] / room[person], person))

    def _expected(self, case: Case) -> int:
        """Return about how many visits a customer needs."""
        missing = case.missing(self.last)
        if missing is None:
            return 0
        length = case.interval.after(self.first) - self.first
        return 1 + max(0, self.last - max(missing[1], self.first)) // length

    # what is needed

    def _gaps(self, cases: Iterable[Case]) -> list[_Gap]:
        found = ((case, case.missing(self.last)) for case in sorted(cases, key=lambda case: case.id))
        return [self._gap(case, *missing) for case, missing in found if missing]

    def _gap(self, case: Case, previous: int | None, due: int, following: Booking | None) -> _Gap:
        end = self.last + 1 if following is None else following.day
        low = self.first if previous is None else max(self.first, previous + 1)
        if due < self.first:
            return _Gap(case, due, (low,), min(self.last, end - 1), following)
        wanted = low if previous is None else max(low, previous + int((due - previous) * self.earliest))
        # not so early that more visits are needed than there are intervals
        length = case.interval.after(due) - due
        saving = max(wanted, end - -(-(end - due) // length) * length)
        return _Gap(case, due, (saving, wanted, low), min(due, end - 1), following)

    def _fill(self, gaps: list[_Gap]) -> set[Case]:
        """Plan a visit for each gap, or say why that is not possible; return whose visits changed."""
        self.diaries.stuck.clear()
        self.diaries.stuck_days.clear()
        for gap in gaps:
            if gap.following and gap.following.put_off:
                self._note(gap, "postponed", gap.following)
            elif gap.following and gap.due < self.first:
                # it is late, and a visit is planned: another one before it would make nothing better
                self._note(gap, "overdue", gap.following)
        changed, failed = {gap.case for gap in gaps}, []
        gaps = [gap for gap in gaps if gap.due not in gap.case.given_up]
        waiting = [gap for trip in self._trips(gaps) for gap in self._make_trip(trip)]
        waiting += [gap for gap in gaps if gap.case.person not in self.diaries.days]
        for case in sorted({gap.case for gap in waiting}, key=lambda case: (case.missing(self.last)[1], case.id)):
            # asked again: the visit before may have moved since
            for gap in self._gaps([case]):
                slot, moved = self.diaries.make_room(case, gap.low, gap.high)
                changed |= moved
                if slot:
                    self._visit(gap, *slot)
                else:
                    # from now on nothing moves the visit before it
                    case.given_up.add(gap.due)
                    failed.append(gap)
        for gap in failed:
            self._give_up(gap)
        return changed

    def _trips(self, gaps: list[_Gap]) -> list[_Trip]:
        """Put together what one person can do at one place on one day: as few trips as possible."""
        groups = defaultdict(list)
        for gap in gaps:
            if gap.case.person in self.diaries.days:
                groups[gap.case.person, gap.case.place or gap.case.id].append(gap)
        trips = [trip for (person, _place), group in groups.items() for trip in self._trips_at(person, group)]
        return sorted(trips, key=lambda trip: (not trip.soon, *trip[1:-1]))

    def _trips_at(self, person: int, gaps: list[_Gap]) -> Iterable[_Trip]:
        """The last day of the most urgent visit is the day of a trip, with all who can be visited on that day."""
        rows = []
        for gap in gaps:
            soon = gap.due < self.first
            low = next((low for low in gap.lows if self.diaries.working(person, low, gap.high)), gap.low)
            days = self.diaries.working(person, low, gap.high)
            latest = (days[0] if soon else days[-1]) if days else gap.high
            rows.append((latest, gap.due, gap.case.id, low, gap, soon))
        rows.sort(key=lambda row: row[:3])
        size = max(self.diaries.capacity[person], 1)
        while rows:
            latest = rows[0][0]
            together = [row for row in rows if row[3] <= latest][:size] or rows[:1]
            chosen = {row[2] for row in together}
            rows = [row for row in rows if row[2] not in chosen]
            yield _Trip(
                soon=any(row[5] for row in together),
                latest=latest,
                low=max(row[3] for row in together),
                high=min(row[4].high for row in together),
                person=person,
                place=together[0][4].case.place,
                first_id=min(chosen),
                gaps=[row[4] for row in together],
            )

    def _make_trip(self, trip: _Trip) -> list[_Gap]:
        """Plan a trip on one day, or on a few; return what finds no room."""
        gaps = trip.gaps
        while gaps:
            day = self.diaries.best_day(trip.person, trip.place or None, trip.low, trip.high, len(gaps), soon=trip.soon)
            if day is None:
                return [gap for gap in gaps if not self._visit_alone(gap)]
            room = self.diaries.free[trip.person, day]
            for gap in gaps[:room]:
                self._visit(gap, trip.person, day)
            gaps = gaps[room:]
        return []

    def _visit_alone(self, gap: _Gap) -> bool:
        person, soon = gap.case.person, gap.due < self.first
        for low in gap.lows:
            day = self.diaries.best_day(person, gap.case.place or None, low, gap.high, 1, soon=soon)
            if day is not None:
                self._visit(gap, person, day)
                return True
        return False

    def _visit(self, gap: _Gap, person: int, day: int) -> None:
        booking = self._new(gap.case, person, day)
        if day > gap.due:
            self._note(gap, "overdue", booking)

    def _new(self, case: Case, person: int, day: int) -> Booking:
        booking = Booking(case, person, day, case.spare.pop(0) if case.spare else 0)
        self._put(booking)
        return booking

    # what is not possible

    def _give_up(self, gap: _Gap) -> None:
        """Say why a visit is not possible in time, and plan a late one where none follows."""
        case = gap.case
        if not self.diaries.days or (case.owner is not None and case.owner not in self.diaries.days):
            reason = "nobody"
        elif self.diaries.room(case, gap.low, gap.high):
            reason = "full"
        else:
            reason = "absent"
        late = gap.following
        if late is None and (slot := self.diaries.first_free(case, max(gap.low, gap.high + 1), self.last)):
            late = self._new(case, *slot)
        self._note(gap, reason, late)

    def _note(self, gap: _Gap, reason: str, late: Booking | None) -> None:
        case = gap.case
        case.given_up.add(gap.due)  # the next visit, if any, ends the matter
        since = min(gap.low, max(gap.high, self.first))
        room = self.diaries.room(case, gap.low, gap.high)
        due, person = date.fromordinal(gap.due), late.person if late else case.person
        self.issues.append((Issue(case.id, due, reason, date.fromordinal(since), room, person, None), late))
