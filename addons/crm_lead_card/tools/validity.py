"""Until when a lead card is valid, from what happened to it. Moments are naive UTC, days are those of a time zone."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from odoo.addons.customer_policy.tools.deadline_time import end_of_day, local_day


class Terms(NamedTuple):
    """How long a card is valid: in days from its beginning, in days from a call-back, in hours to sign one."""

    first_days: int
    later_days: int
    sign_hours: int


class Call(NamedTuple):
    """A call-back: when it was, whether a leader has to sign it, and when one did."""

    moment: datetime
    needs_signature: bool = False
    signed: datetime | None = None


def in_time(call: Call, terms: Terms) -> bool:
    """Whether a call-back counts from its own moment: it needs no signature, or was signed within the hours."""
    if not call.needs_signature:
        return True
    return call.signed is not None and call.signed <= call.moment + timedelta(hours=terms.sign_hours)


def counts_from(call: Call, terms: Terms, zone: str, before: Iterable[Call] = ()) -> date | None:
    """The day from which a call-back counts: its own, that of a late signature, or None while nobody signed it.

    One that follows another, of those ``before``, that waits for its signature, waits with it.

    >>> terms = Terms(3, 7, 24)
    >>> counts_from(Call(datetime(2026, 5, 9, 2), True, datetime(2026, 5, 10, 2)), terms, "Asia/Shanghai")
    datetime.date(2026, 5, 9)
    >>> counts_from(Call(datetime(2026, 5, 9, 2), True, datetime(2026, 5, 10, 2, 0, 1)), terms, "Asia/Shanghai")
    datetime.date(2026, 5, 10)
    >>> counts_from(Call(datetime(2026, 5, 9, 2), True), terms, "Asia/Shanghai")
    >>> counts_from(Call(datetime(2026, 5, 9, 3)), terms, "Asia/Shanghai", [Call(datetime(2026, 5, 9, 2), True)])
    """
    moments = [call.moment, *(one.signed for one in [*before, call] if not in_time(one, terms))]
    return local_day(max(moments), zone) if all(moments) else None


def lapse(start: date, calls: Iterable[Call], terms: Terms, zone: str, *, binding: bool = True) -> datetime:
    """The moment from which the card is waste when nothing more happens.

    What happens after the card became waste does not bring it back; where the rule is not ``binding`` nothing became
    waste, and the next call-back begins a new term. One that waits for its signature keeps the card until the hours
    for it are over, and those that follow it begin no term before it is signed.

    >>> terms = Terms(3, 7, 24)
    >>> lapse(date(2026, 5, 5), [], terms, "Asia/Shanghai")  # the end of 8 May
    datetime.datetime(2026, 5, 8, 16, 0)
    >>> lapse(date(2026, 5, 5), [Call(datetime(2026, 5, 8, 15, 59))], terms, "Asia/Shanghai")
    datetime.datetime(2026, 5, 15, 16, 0)
    >>> lapse(date(2026, 5, 5), [Call(datetime(2026, 5, 8, 16, 0))], terms, "Asia/Shanghai")
    datetime.datetime(2026, 5, 8, 16, 0)
    >>> lapse(date(2026, 5, 5), [Call(datetime(2026, 5, 8, 16, 0))], terms, "Asia/Shanghai", binding=False)
    datetime.datetime(2026, 5, 16, 16, 0)
    >>> calls = [Call(datetime(2026, 5, 6, 2), True), Call(datetime(2026, 5, 6, 3))]
    >>> lapse(date(2026, 5, 5), calls, terms, "Asia/Shanghai")  # nobody signed the first of them
    datetime.datetime(2026, 5, 8, 16, 0)
    """
    happened: list[tuple[datetime, bool, Call]] = []
    waiting: Call | None = None
    for call in calls:
        happened.append((call.moment, False, call))
        if call.signed and not in_time(call, terms):
            happened.append((call.signed, True, call))
    end = end_of_day(start + timedelta(days=terms.first_days), zone)
    for moment, is_signature, call in sorted(happened, key=lambda one: one[:2]):
        if moment >= end:
            if binding:
                break
            waiting = None
        if is_signature and call is waiting:
            waiting = None
        if waiting:
            continue
        if is_signature or in_time(call, terms):
            until = end_of_day(local_day(moment, zone) + timedelta(days=terms.later_days), zone)
        else:
            waiting = call
            # a second more, since a signature of exactly that moment is in time
            until = moment + timedelta(hours=terms.sign_hours, seconds=1)
        end = max(end, until)
    return end
