"""The rules of a plan, checked in another way than the plan is made: for tests and for scripts/bench."""

from collections import Counter, defaultdict
from datetime import date


def broken_rules(first: date, last: date, people, customers, plan, fixed=()) -> list[str]:
    """Return what is wrong with a plan of the period from ``first`` to ``last``."""
    people = {person.id: person for person in people}
    customers = {customer.id: customer for customer in customers}
    return [
        *_wrong_visits(first, last, people, customers, plan.visits),
        *_wrong_loads(people, plan.visits, fixed),
        *_wrong_intervals(last, customers, plan, fixed),
        *_wrong_reasons(first, people, customers, plan, fixed),
    ]


def loads(visits, fixed=()) -> Counter:
    """Count the visits of each person on each day."""
    return Counter((visit.person, visit.day) for visit in (*visits, *fixed))


def _wrong_visits(first, last, people, customers, visits):
    for visit in visits:
        person, customer = people.get(visit.person), customers[visit.customer]
        if person is None:
            yield f"{visit}: by somebody who does not visit"
        elif visit.day not in person.days or not first <= visit.day <= last:
            yield f"{visit}: on a day off"
        if customer.owner not in (None, visit.person):
            yield f"{visit}: the customer is somebody else's"


def _wrong_loads(people, visits, fixed):
    held = loads((), fixed)
    for (person, day), count in loads(visits, fixed).items():
        if person in people and count > max(people[person].capacity, held[person, day]):
            yield f"{person} has {count} visits on {day}, {people[person].capacity} are possible"


def _wrong_intervals(last, customers, plan, fixed):
    days, told = defaultdict(list), defaultdict(set)
    for visit in (*plan.visits, *fixed):
        days[visit.customer].append(visit.day)
    for issue in plan.issues:
        told[issue.customer].add(issue.due)
    for customer in customers.values():
        due = customer.due
        for day in (*sorted(days[customer.id]), date.max):
            if due <= last and day > due:
                if due not in told[customer.id]:
                    yield f"{customer.id} is not visited by {due}, and nobody says why"
                told[customer.id].discard(due)
            due = date.fromordinal(customer.interval.after(day.toordinal())) if day < date.max else day
        for untrue in told[customer.id]:
            yield f"{customer.id} is said not to be visited by {untrue}, but is"


def _wrong_reasons(first, people, customers, plan, fixed):
    load = loads(plan.visits, fixed)
    for issue in plan.issues:
        customer = customers[issue.customer]
        who = people.values() if customer.owner is None else [one for one in [people.get(customer.owner)] if one]
        until = issue.due if issue.due >= first else date.max
        later = sorted(visit for visit in fixed if visit.customer == issue.customer and visit.day > issue.due)
        slots = [(one, day) for one in who for day in one.days if issue.since <= day <= until and one.capacity]
        true = {
            "overdue": issue.due < first and issue.day,
            "nobody": not who,
            "postponed": any(visit.put_off and visit.day == issue.day for visit in later),
            "absent": who and not slots,
            "full": slots and all(load[one.id, day] >= one.capacity for one, day in slots),
        }
        if not true[issue.reason]:
            yield f"{issue}: the reason is not true"
