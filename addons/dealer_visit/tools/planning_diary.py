"""What is booked for whom on which day, and how room is made by moving as few visits as possible.

Days are ordinals (``date.toordinal``) here: they are compared and added millions of times.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

UNITS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "year": relativedelta(years=1),
}

#: somebody and a day
Slot = tuple[int, int]


class Project(NamedTuple):
    """A project is near from one day to another: then only so many percent of the interval are left."""

    begin: int
    end: int
    percent: int


class Interval(NamedTuple):
    """At most so long from one visit to the next."""

    amount: int
    unit: str = "month"
    project: Project | None = None

    def after(self, day: int) -> int:
        """Return the last day in time after a visit on ``day``.

        >>> date.fromordinal(Interval(6).after(date(2026, 1, 1).toordinal()))
        datetime.date(2026, 7, 1)

        With a project near, half a month after 1 May; after the project, a month again:

        >>> project = Project(date(2026, 4, 20).toordinal(), date(2026, 6, 1).toordinal(), 50)
        >>> month = Interval(1, "month", project)
        >>> [str(date.fromordinal(month.after(date(2026, 5, day).toordinal()))) for day in (1, 31)]
        ['2026-05-16', '2026-06-30']
        """
        return _after(day, self)

    def before(self, day: int) -> int:
        """Return the first day after whose visit one on ``day`` is still in time.

        A month after 28 February is 28 March; for 31 March the visit before is on the first:

        >>> date.fromordinal(Interval(1).before(date(2026, 3, 31).toordinal()))
        datetime.date(2026, 3, 1)
        """
        return _before(day, self)


@lru_cache(maxsize=100_000)
def _after(day: int, interval: Interval) -> int:
    plain = (date.fromordinal(day) + UNITS[interval.unit] * interval.amount).toordinal()
    project = interval.project
    if project is None or day >= project.end or plain < project.begin:
        return plain
    short = day + max(1, (plain - day) * project.percent // 100)
    # it is not asked for before the project is near, and no more once it is over
    return plain if short > project.end else max(short, project.begin - 1)


@lru_cache(maxsize=100_000)
def _before(day: int, interval: Interval) -> int:
    first = (date.fromordinal(day) - UNITS[interval.unit] * interval.amount).toordinal()
    while _after(first, interval) < day:
        first += 1
    return first


class Booking:
    """A visit in the diary; ``key`` is what the caller knows it by, 0 for a new one."""

    __slots__ = ("case", "day", "fixed", "key", "person", "put_off")

    def __init__(self, case: "Case", person: int, day: int, key: int = 0, *, fixed=False, put_off=False):
        self.case, self.person, self.day, self.key, self.fixed = case, person, day, key, fixed
        self.put_off = put_off


class Case:
    """A customer's visits, in the order of their days."""

    __slots__ = ("due", "first", "given_up", "id", "interval", "last", "owner", "person", "place", "spare", "visits")

    def __init__(self, customer, first: int):
        self.id, self.place, self.interval = customer.id, customer.place, customer.interval
        #: who alone may visit, if anybody; and who is to
        self.owner = self.person = customer.owner
        self.last = customer.last.toordinal() if customer.last else None
        self.due = customer.due.toordinal()
        self.first = first
        self.visits: list[Booking] = []
        #: days by which no visit could be planned: it is known why, and the next visit ends the matter
        self.given_up: set[int] = set()
        #: of visits that cannot stay where they are; the next new ones take these over
        self.spare: list[int] = []

    def add(self, booking: Booking) -> None:
        self.visits.insert(bisect_left(self.visits, booking.day, key=lambda visit: visit.day), booking)

    def sort(self) -> None:
        self.visits.sort(key=lambda visit: visit.day)

    def missing(self, last: int) -> tuple[int | None, int, Booking | None] | None:
        """Return the first stretch up to ``last`` that is longer than the interval.

        :return: the day of the visit before it, the day by which there must be one, and the visit after it
        """
        previous, due = self.last, self.due
        for visit in self.visits:
            if due <= last and visit.day > due and due not in self.given_up:
                return previous, due, visit
            previous, due = visit.day, self.interval.after(visit.day)
        return (previous, due, None) if due <= last and due not in self.given_up else None

    def leeway(self, booking: Booking, last: int) -> tuple[int, int]:
        """Return the first and the last day on which ``booking`` could be without breaking the interval."""
        at = self.visits.index(booking)
        previous = self.visits[at - 1].day if at else self.last
        due = self.interval.after(previous) if at else self.due
        following = self.visits[at + 1].day if at + 1 < len(self.visits) else None
        next_due = self.interval.after(booking.day)
        if next_due in self.given_up:
            return booking.day, booking.day
        low = self.first if previous is None else max(self.first, previous + 1)
        if following is not None or next_due > last:
            low = max(low, self.interval.before(last + 1 if following is None else min(following, last + 1)))
        high = last if following is None else min(last, following - 1)
        if booking.day > due:
            # who is visited late anyway may be visited on another day as well
            return max(low, due + 1), high
        return low, min(due, high)


class Diaries:
    """The working days of those who visit, and what is booked on them."""

    def __init__(self, people: Iterable, first: int, last: int):
        self.last = last
        self.capacity: dict[int, int] = {}
        self.days: dict[int, list[int]] = {}
        self.free: dict[Slot, int] = {}
        self.booked: dict[Slot, list[Booking]] = defaultdict(list)
        self.week_load: dict[Slot, int] = defaultdict(int)
        self.week_room: dict[Slot, int] = defaultdict(int)
        #: of all together: who works on a day, who of them has room, and how many visits are possible
        self.at_work: dict[int, list[int]] = defaultdict(list)
        self.open: dict[int, set[int]] = defaultdict(set)
        self.day_room: dict[int, int] = defaultdict(int)
        #: slots from which nothing can be moved away, and days of which all slots are such
        self.stuck: set[Slot] = set()
        self.stuck_days: set[int] = set()
        for person in sorted(people):
            days = sorted({day.toordinal() for day in person.days} if person.capacity > 0 else ())
            days = [day for day in days if first <= day <= last]
            self.days[person.id], self.capacity[person.id] = days, max(person.capacity, 0)
            for day in days:
                self.free[person.id, day] = person.capacity
                self.week_room[person.id, week(day)] += person.capacity
                self.at_work[day].append(person.id)
                self.open[day].add(person.id)
                self.day_room[day] += person.capacity
        self.open_days = sorted(self.open)

    def working(self, person: int, low: int, high: int) -> list[int]:
        """Return the days from ``low`` to ``high`` on which somebody works."""
        days = self.days.get(person, [])
        return days[bisect_left(days, low) : bisect_right(days, high)]

    def room(self, case: Case, low: int, high: int) -> int:
        """Return how many visits are possible from ``low`` to ``high``, taken or not."""
        if case.owner is None:
            return sum(self.day_room.get(day, 0) for day in range(low, high + 1))
        return len(self.working(case.owner, low, high)) * self.capacity.get(case.owner, 0)

    def put(self, booking: Booking) -> None:
        self._count(booking, 1)
        self.booked[booking.person, booking.day].append(booking)

    def take(self, booking: Booking) -> None:
        self._count(booking, -1)
        self.booked[booking.person, booking.day].remove(booking)

    def _count(self, booking: Booking, more: int) -> None:
        slot = person, day = booking.person, booking.day
        self.week_load[person, week(day)] += more
        if slot not in self.free:
            return
        self.free[slot] -= more
        (self.open[day].add if self.free[slot] > 0 else self.open[day].discard)(person)
        at = bisect_left(self.open_days, day)
        known = self.open_days[at : at + 1] == [day]
        if self.open[day] and not known:
            self.open_days.insert(at, day)
        elif known and not self.open[day]:
            del self.open_days[at]

    def best_day(self, person: int, place: str, low: int, high: int, size: int, *, soon: bool) -> int | None:
        """Return the day for ``size`` visits at a place, or for as many as possible; None when no day has room.

        All on one day comes first, then the day on which somebody is at that place anyway, then the quietest week and
        the quietest day of it. What must be soon is on the first day with room.
        """
        best, best_rank = None, None
        for day in self.working(person, low, high):
            free = self.free[person, day]
            if free <= 0:
                continue
            if soon:
                rank = (free < size, day)
            else:
                slot = person, week(day)
                there = any(visit.case.place == place for visit in self.booked[person, day])
                rank = (-min(free, size), not there, self.week_load[slot] / self.week_room[slot], -free, day)
            if best_rank is None or rank < best_rank:
                best, best_rank = day, rank
        return best

    def first_free(self, case: Case, low: int, high: int) -> Slot | None:
        """Return the first slot with room from ``low`` to ``high``; of several people whoever has least that week."""
        if case.owner is not None:
            days = self.working(case.owner, low, high)
            return next(((case.owner, day) for day in days if self.free[case.owner, day] > 0), None)
        at = bisect_left(self.open_days, low)
        if at == len(self.open_days) or (day := self.open_days[at]) > high:
            return None
        return min(self.open[day], key=lambda person: (self.week_load[person, week(day)], person)), day

    def make_room(self, case: Case, low: int, high: int) -> tuple[Slot | None, set[Case]]:
        """Move visits so that one of ``case`` finds room, as few as possible; say whose were moved.

        A search in breadth through full days: whose visit could be on which other day. It finds room whenever there
        is any, since each visit only needs some day of its own leeway.
        """
        if slot := self.first_free(case, low, high):
            return slot, set()
        reached: dict[Slot, tuple[Booking | None, Slot | None]] = {}
        whole: set[int] = set()
        queue: deque[Slot] = deque()
        self._reach(reached, whole, queue, case, low, high, (None, None))
        while queue:
            slot = queue.popleft()
            for booking in self.booked[slot]:
                if booking.fixed or booking.case is case:
                    continue
                leeway = booking.case.leeway(booking, self.last)
                if free := self.first_free(booking.case, *leeway):
                    reached[free] = booking, slot
                    if (way := self._way(reached, free)) is not None:
                        return self._shift(way, reached)
                    del reached[free]
                self._reach(reached, whole, queue, booking.case, *leeway, (booking, slot))
        self.stuck.update(reached)
        self.stuck_days |= whole
        return None, set()

    def _reach(self, reached: dict, whole: set[int], queue: deque, case: Case, low: int, high: int, step: tuple):
        """Go on with the full slots of ``case`` from ``low`` to ``high`` that were not reached before.

        :param whole: the days of which all slots are reached
        """
        if case.owner is not None:
            slots = [(case.owner, day) for day in self.working(case.owner, low, high)]
        else:
            days = [day for day in range(low, high + 1) if day not in whole and day not in self.stuck_days]
            slots = [(person, day) for day in days for person in self.at_work.get(day, ())]
            whole.update(days)
        for slot in slots:
            if self.free[slot] <= 0 and slot not in reached and slot not in self.stuck:
                reached[slot] = step
                queue.append(slot)

    @staticmethod
    def _way(reached: dict, slot: Slot) -> list[tuple[Booking, Slot]] | None:
        """Return what moves where so that room comes to be; None when two visits of one customer would move."""
        way = []
        while (step := reached[slot])[0] is not None:
            way.append((step[0], slot))
            slot = step[1]
        return way if len({booking.case.id for booking, _slot in way}) == len(way) else None

    def _shift(self, way: list[tuple[Booking, Slot]], reached: dict) -> tuple[Slot, set[Case]]:
        slot = None
        for booking, to in way:
            slot = reached[to][1]
            self.take(booking)
            booking.person, booking.day = to
            self.put(booking)
            booking.case.sort()
        return slot, {booking.case for booking, _slot in way}


def week(day: int) -> int:
    """Number the weeks: the first day of all was a Monday.

    >>> monday = date(2026, 5, 11).toordinal()
    >>> week(monday) - week(monday - 1), week(monday + 6) - week(monday)
    (1, 0)
    """
    return (day - 1) // 7
