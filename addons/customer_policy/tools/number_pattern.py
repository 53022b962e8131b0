"""Patterns of document numbers: fixed text with named parts in braces.

>>> render("KS-{year}{month}-{number}", 7, 2, date(2025, 5, 3))
'KS-202505-07'
>>> render("{yy}{month}{number}", 100, 2, date(2025, 5, 3))
'2505100'
>>> render("{department}/{number}", 1, 3, date(2025, 5, 3), "XS")
'XS/001'
"""

import re
from datetime import date

PART = re.compile(r"\{([^{}]*)\}")

#: what each part stands for; all have a fixed length but the number, which may outgrow its width, and the department
PARTS = {
    "year": lambda day: f"{day:%Y}",
    "yy": lambda day: f"{day:%y}",
    "month": lambda day: f"{day:%m}",
    "day": lambda day: f"{day:%d}",
}
VARIABLE = ("number", "department")

#: the parts that tell the periods apart, and how a period is written down
PERIODS = {"never": "", "year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}
NEEDED = {"never": (), "year": ("year|yy",), "month": ("year|yy", "month"), "day": ("year|yy", "month", "day")}


class PatternError(ValueError):
    """A pattern that cannot number documents; ``kind`` says why, ``part`` where."""

    def __init__(self, kind: str, part: str = ""):
        super().__init__(kind, part)
        self.kind, self.part = kind, part


def parts(pattern: str) -> list[str]:
    """Return the names of the parts, in their order."""
    return PART.findall(pattern)


def check(pattern: str, reset: str) -> None:
    """Refuse a pattern that could give two documents the same number.

    >>> check("{year}{month}{number}", "month")
    >>> check("{year}-{department}-{number}", "year")
    >>> for bad in ("{year}", "{number}{number}", "{number:02}", "{number", "{number}", "{year}{department}{number}"):
    ...     try:
    ...         check(bad, "year")
    ...     except PatternError as error:
    ...         print(error)
    ('number_once', '')
    ('number_once', '')
    ('unknown', 'number:02')
    ('brace', '')
    ('period', 'year')
    ('apart', 'department')

    :raises PatternError: naming the problem
    """
    found = parts(pattern)
    for part in found:
        if part not in PARTS and part not in VARIABLE:
            raise PatternError("unknown", part)
    fixed = PART.sub("\0", pattern)
    if "{" in fixed or "}" in fixed:
        raise PatternError("brace")
    if found.count("number") != 1:
        raise PatternError("number_once")
    for alternatives in NEEDED[reset]:
        if not set(alternatives.split("|")) & set(found):
            raise PatternError("period", alternatives.split("|")[0])
    if "department" in found and not _stands_apart(pattern):
        raise PatternError("apart", "department")


def _stands_apart(pattern: str) -> bool:
    """Say whether signs that no code has set the department off from the other parts: "A1" + "1" is "A" + "11"."""
    before, _department, after = pattern.partition("{department}")
    return (not before or not _is_word(before[-1])) and (not after or not _is_word(after[0]))


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign in "{}"


def around(pattern: str, day: date, department: str = "") -> tuple[str, str]:
    """Fill in the parts before and behind the number.

    >>> around("KS-{year}{month}-{number}/{department}", date(2025, 5, 3), "XS")
    ('KS-202505-', '/XS')
    """

    def fill(text: str) -> str:
        return PART.sub(lambda part: department if part[1] == "department" else PARTS[part[1]](day), text)

    before, _number, behind = pattern.partition("{number}")
    return fill(before), fill(behind)


def render(pattern: str, number: int, width: int, day: date, department: str = "") -> str:
    """Fill in all parts; a number with more digits than ``width`` is written in full."""
    before, behind = around(pattern, day, department)
    return f"{before}{number:0{width}d}{behind}"


def period(reset: str, day: date) -> str:
    """Return the period of ``day`` in which numbers are counted.

    >>> period("month", date(2025, 5, 31)), period("month", date(2025, 6, 1)), period("never", date(2025, 6, 1))
    ('2025-05', '2025-06', '')
    """
    return day.strftime(PERIODS[reset])


def sort_key(period_name: str, department: str, number: int) -> str:
    """Return a text by which numbers sort as people count, 99 before 100.

    >>> sorted(["2505100", "250599"])  # what the texts themselves would do
    ['2505100', '250599']
    >>> sort_key("2025-05", "", 99) < sort_key("2025-05", "", 100) < sort_key("2025-06", "", 1)
    True
    """
    return f"{period_name} {department} {number:010d}"
