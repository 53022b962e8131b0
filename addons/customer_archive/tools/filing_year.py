"""In which year a document is filed (S2.2-24)."""

from datetime import date

#: what decides the year of a document
ORDINARY, REQUEST, REPLY, PLAN, SUMMARY, MEETING = "ordinary", "request", "reply", "plan", "summary", "meeting"


def filing_year(
    nature: str,
    written: date,
    start: date | None = None,
    end: date | None = None,
    reply: date | None = None,
) -> int:
    """The year whose volume a document belongs to.

    Documents of different years lie apart. What stretches over years follows the rules:

    - a request goes with its reply, and without one stays in its own year;
    - a plan of several years belongs to the first, a summary to the last;
    - papers of a meeting belong to the year in which it was opened.

    :param start: first day of a plan, day on which a meeting was opened
    :param end: last day that a summary covers
    :param reply: day of the reply to a request

    >>> filing_year(REQUEST, date(2024, 12, 20), reply=date(2025, 1, 10)), filing_year(REQUEST, date(2024, 12, 20))
    (2025, 2024)
    >>> filing_year(REPLY, date(2025, 1, 10))
    2025
    >>> filing_year(PLAN, date(2024, 12, 28), start=date(2025, 1, 1), end=date(2027, 12, 31))
    2025
    >>> filing_year(SUMMARY, date(2026, 1, 15), start=date(2023, 1, 1), end=date(2025, 12, 31))
    2025
    >>> filing_year(MEETING, date(2025, 1, 2), start=date(2024, 12, 30))
    2024
    >>> filing_year(PLAN, date(2024, 12, 28)), filing_year(ORDINARY, date(2024, 12, 31), start=date(2025, 1, 1))
    (2024, 2024)
    """
    deciding = {REQUEST: reply, PLAN: start, SUMMARY: end, MEETING: start}.get(nature)
    return (deciding or written).year
