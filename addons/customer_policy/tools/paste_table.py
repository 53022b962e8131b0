"""Tables copied from a spreadsheet: rows of cells, and what a cell says.

>>> rows("Amount\\tFine\\r\\n１，０００\\t5%\\n\\n")
[['Amount', 'Fine'], ['1,000', '5%']]
>>> number("1,234.5"), number("￥2万"), number("15%"), number("15%", ratio=True), number("(300)"), number("2万亿")
(1234.5, 20000.0, 15.0, 0.15, -300.0, 2000000000000.0)
"""

import csv
import io
import re
import unicodedata
from datetime import date

_NUMBER = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?(?:\d+\.?\d*|\.\d+)")
_MONEY = re.compile(r"^(?:[¥$€]|RMB|CNY|USD|EUR)\s*|\s*(?:元|RMB|CNY|USD|EUR)$", re.IGNORECASE)
_UNITS = {"万": 10_000, "亿": 100_000_000}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_YES = {"yes", "y", "true", "1", "x", "是", "有", "√", "✓", "✔"}
_NO = {"no", "n", "false", "0", "否", "无", "×", "✗"}
BLANK = {"", "-", "–", "—", "/", "n/a"}


def clean(text: str) -> str:
    """Return ``text`` with full-width letters, digits and signs as ordinary ones, without space around it."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").split())


def rows(text: str) -> list[list[str]]:
    """Return the cells of each row that is not blank; a cell in quotes may hold several lines."""
    table = [[clean(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t")]
    return [row for row in table if any(row)]


def number(text: str, *, ratio: bool = False) -> float:
    """Return the number that ``text`` says; percent as it is written, or as a part of one.

    :raises ValueError: when it says none
    """
    text = clean(text)
    negative = text.startswith("(") and text.endswith(")")
    text = _MONEY.sub("", text.strip("()") if negative else text)
    percent, text = text.endswith("%"), text.removesuffix("%").strip()
    unit = 1
    # 万亿 is a million million; 亿万 and 万万 are no numbers
    for sign in ("亿", "万"):
        if text.endswith(sign):
            unit, text = unit * _UNITS[sign], text.removesuffix(sign).strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    value = float(text.replace(",", "")) * unit * (-1 if negative else 1)
    # rounded: 12.3 % are 0.123, whatever binary fractions make of it
    return round(value / 100, 12) if percent and ratio else value


def whole_number(text: str) -> int:
    """Return the whole number that ``text`` says.

    >>> whole_number("１２")
    12

    :raises ValueError: when it says none, or a fraction
    """
    value = number(text)
    if value != int(value):
        raise ValueError(text)
    return int(value)


def day(text: str) -> date:
    """Return the date that ``text`` says, year first.

    >>> day("2026年1月31日"), day("2026/1/31")
    (datetime.date(2026, 1, 31), datetime.date(2026, 1, 31))

    :raises ValueError: when it says none
    """
    found = _DATE.fullmatch(clean(text))
    if not found:
        raise ValueError(text)
    return date(*map(int, found.groups()))


def yes_or_no(text: str) -> bool:
    """Return whether ``text`` says yes.

    >>> yes_or_no("是"), yes_or_no("no")
    (True, False)

    :raises ValueError: when it says neither
    """
    word = clean(text).casefold()
    if word not in _YES | _NO:
        raise ValueError(text)
    return word in _YES
