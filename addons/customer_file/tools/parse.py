"""Dates, amounts, whole numbers and yes/no out of what people type into a spreadsheet.

Nothing is guessed: what can be read in two ways is refused. Each function returns None for a cell that says "nothing"
(blank, "-", 无, n/a) and raises `ParseError` for one it cannot read. The codes of `ParseError`:

    date_unknown, date_ambiguous, date_impossible, date_out_of_range,
    amount_unknown, amount_percent, amount_foreign_currency, amount_out_of_range,
    int_unknown, int_fraction, bool_unknown
"""

import datetime
import itertools
import math
import re
from decimal import Decimal

from .normalise import text

_NOTHING = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "n/a", "na", "none", "null", "nil", "无", "暂无", "不详", "未知"}
)

_SHOWN_LENGTH = 60  # characters of a bad value that a message repeats
_AMOUNT_LIMIT = 10**15  # yuan; more is a slip, and Excel keeps only 15 digits

_YEARS = range(1800, 2101)
# Excel counts days from 30 December 1899. Smaller numbers in a date column are years or mistakes.
_EXCEL_EPOCH = datetime.datetime(1899, 12, 30)
_EXCEL_SERIALS = range(7306, 73416)  # 1 January 1920 to 31 December 2100

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_TIME_OF_DAY = re.compile(r"[T\s]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(am|pm|z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_CHINESE = re.compile(r"(\d{4})\s*年\s*(?:(\d{1,2})\s*(?:月\s*(?:(\d{1,2})\s*[日号]?)?)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*(?P<mark>[-/.])\s*(\d{1,2})(?:\s*(?P=mark)\s*(\d{1,2}))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})")
_YEAR_SHORT = re.compile(r"\d{1,2}\s*[-/.年]\s*(\d{1,2}|[A-Za-z]+)\s*[-/.月]\s*\d{1,2}\s*[日号]?")
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.?[\s-]*(?:(\d{1,2})(?:st|nd|rd|th)?)?(?:\s*,\s*|[\s-]+)(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]*([A-Za-z]+)[\s.,-]*(\d{4})")

_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_UNIT = "(?:[十百千]?(?:万亿|[万萬亿億])|[十百千])"
_PLAIN = re.compile(r"(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d*)?|\.\d+")
_QUANTITY = re.compile(rf"(?:({_PLAIN.pattern})\s*({_UNIT}))+")
_QUANTITY_PART = re.compile(rf"({_PLAIN.pattern})\s*({_UNIT})")
_FOREIGN = re.compile(
    r"[$€£₩₽]|美元|美金|欧元|港元|港币|日元|日圆|英镑|韩元|台币|USD|EUR|GBP|HKD|JPY|KRW|TWD|US\b|HK\b", re.IGNORECASE
)
_OWN_MONEY = re.compile(r"人民币|RMB|CNY|CN¥|¥", re.IGNORECASE)
_MONEY_END = re.compile(r"(?:元|圆|块)?\s*整?$")
_COUNTER_END = re.compile(r"\s*(?:人|名|个|位|家|户|台|辆|件)$")

_YES = frozenset({"是", "有", "对", "真", "y", "yes", "t", "true", "1", "on", "√", "✓", "✔", "☑"})
_NO = frozenset({"否", "无", "不是", "没有", "错", "假", "n", "no", "f", "false", "0", "off", "×", "✗", "✘", "☐"})


class ParseError(ValueError):
    """A cell that cannot be read: `code` for translation, `value` as it stood in the file, str() for an English reader.

    >>> error = ParseError("int_fraction", "1.5", "a whole number is expected")
    >>> error.code, error.value, str(error)
    ('int_fraction', '1.5', '“1.5”: a whole number is expected')
    """

    def __init__(self, code: str, value: object, expectation: str):
        written = text(value)
        shown = written if len(written) <= _SHOWN_LENGTH else written[:_SHOWN_LENGTH] + "…"
        super().__init__(f"“{shown}”: {expectation}")
        self.code = code
        self.value = value


def parse_date(value: object, *, serial_text: bool = False) -> datetime.date | None:
    """The date in a cell. A month alone is its first day, a year alone 1 January; a time of day is dropped.

    Numbers are Excel serials (1920 to 2100), years (1800 to 2100) or eight digits yyyymmdd. Digit text is read as
    an Excel serial only with `serial_text`, since a text column may hold anything. Day and month in digits before
    the year are accepted only when one of them cannot be a month.

    >>> for written in ('2020-05-01', '２０２０／５／１', '2020年5月1日', '20200501', '1 May 2020', 43952, '2020年5月'):
    ...     assert parse_date(written) == datetime.date(2020, 5, 1), written
    >>> parse_date('31/12/2020'), parse_date('2020年'), parse_date('-')
    (datetime.date(2020, 12, 31), datetime.date(2020, 1, 1), None)
    >>> parse_date('43952', serial_text=True)
    datetime.date(2020, 5, 1)
    >>> parse_date('03/04/2020')
    Traceback (most recent call last):
        ...
    customer_file.tools.parse.ParseError: “03/04/2020”: day or month first? Write 2020-04-03 or 2020-03-04
    """
    if isinstance(value, datetime.datetime):
        return _checked_date(value, value.year, value.month, value.day)
    if isinstance(value, datetime.date):
        return _checked_date(value, value.year, value.month, value.day)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _date_of_number(value, value, serials=True)
    written = text(value)
    if says_nothing(written):
        return None
    if re.fullmatch(r"[0-9]+(\.0+)?", written):
        return _date_of_number(value, float(written), serials=serial_text)
    return _date_of_words(value, _TIME_OF_DAY.sub("", written).strip())


def _date_of_number(value: object, number: float, *, serials: bool) -> datetime.date:
    """A number as a year, as yyyymmdd, or as an Excel serial.

    >>> _date_of_number(1998, 1998, serials=True), _date_of_number(20200501, 20200501, serials=False)
    (datetime.date(1998, 1, 1), datetime.date(2020, 5, 1))
    """
    if abs(number) < 10**8:
        if number in _YEARS:
            return datetime.date(int(number), 1, 1)
        if serials and int(number) in _EXCEL_SERIALS:
            return (_EXCEL_EPOCH + datetime.timedelta(days=number)).date()
        if compact := _COMPACT.fullmatch(text(number)):
            return _checked_date(value, *map(int, compact.groups()))
    raise ParseError("date_unknown", value, "not a date; write it like 2020-05-01")


def _date_of_words(value: object, written: str) -> datetime.date:
    """A date that is not one bare number. Raises `ParseError`.

    >>> _date_of_words('', '1st May 2020'), _date_of_words('', 'May 2020'), _date_of_words('', '2020.5')
    (datetime.date(2020, 5, 1), datetime.date(2020, 5, 1), datetime.date(2020, 5, 1))
    """
    if found := _CHINESE.fullmatch(written) or _YEAR_FIRST.fullmatch(written):
        year, month, day = (part for part in found.groups() if part not in ("-", "/", "."))
        return _checked_date(value, int(year), int(month or 1), int(day or 1))
    if found := _YEAR_LAST.fullmatch(written):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if first > 12 or first == second:
            return _checked_date(value, year, second, first)
        if second > 12:
            return _checked_date(value, year, first, second)
        readings = _checked_date(value, year, second, first), _checked_date(value, year, first, second)
        raise ParseError("date_ambiguous", value, "day or month first? Write {} or {}".format(*readings))
    if found := _MONTH_FIRST.fullmatch(written):
        month, day, year = found.groups()
    elif found := _DAY_FIRST.fullmatch(written):
        day, month, year = found.groups()
    elif _YEAR_SHORT.fullmatch(written):
        raise ParseError(
            "date_ambiguous", value, "which number is the year? Write all four digits of it, like 2020-05-01"
        )
    else:
        raise ParseError("date_unknown", value, "not a date; write it like 2020-05-01")
    if month.casefold() not in _MONTHS:
        raise ParseError("date_unknown", value, "not a date; write it like 2020-05-01")
    return _checked_date(value, int(year), _MONTHS[month.casefold()], int(day or 1))


def _checked_date(value: object, year: int, month: int, day: int) -> datetime.date:
    """The date, if the calendar has it and it lies between 1800 and 2100; else `ParseError`.

    >>> _checked_date('', 2020, 2, 29)
    datetime.date(2020, 2, 29)
    """
    if year not in _YEARS:
        raise ParseError("date_out_of_range", value, f"a year from {_YEARS[0]} to {_YEARS[-1]} is expected")
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise ParseError("date_impossible", value, "the calendar has no such day") from None


def parse_amount(value: object, *, unit: Decimal | int = 1) -> Decimal | None:
    """An amount of money in yuan. `unit` multiplies numbers without a unit of their own (see `amount_unit`).

    Percentages and other currencies are refused: an amount must never change its meaning on the way in.

    >>> parse_amount('￥1,000.50'), parse_amount('１，２００'), parse_amount('(1,200)'), parse_amount('-')
    (Decimal('1000.50'), Decimal('1200'), Decimal('-1200'), None)
    >>> parse_amount('人民币500万元整'), parse_amount('1亿2000万'), parse_amount('3千'), parse_amount('RMB 3000')
    (Decimal('5000000'), Decimal('120000000'), Decimal('3000'), Decimal('3000'))
    >>> parse_amount(500, unit=10000), parse_amount('500万', unit=10000)
    (Decimal('5000000'), Decimal('5000000'))
    >>> parse_amount('12.5%')
    Traceback (most recent call last):
        ...
    customer_file.tools.parse.ParseError: “12.5%”: an amount is expected, not a percentage
    """
    number = _number_of_cell(value)
    if number is not None:
        number *= unit
    else:
        written = text(value).replace("−", "-")
        if says_nothing(written):
            return None
        if "%" in written or "‰" in written:
            raise ParseError("amount_percent", value, "an amount is expected, not a percentage")
        if _FOREIGN.search(written):
            raise ParseError("amount_foreign_currency", value, "an amount in yuan is expected, not in another currency")
        bare = _MONEY_END.sub("", _OWN_MONEY.sub("", written).strip()).strip()
        number = _signed_quantity(bare, Decimal(unit))
    if number is None:
        raise ParseError("amount_unknown", value, "not an amount; write it like 1,200.50 or 500万")
    if abs(number) >= _AMOUNT_LIMIT:
        raise ParseError("amount_out_of_range", value, f"an amount below {_AMOUNT_LIMIT:,} yuan is expected")
    return _plain(number)


def amount_unit(header: object) -> Decimal:
    """The unit a column header announces for the bare numbers under it.

    >>> amount_unit('注册资本（万元）'), amount_unit('注册资本(亿)'), amount_unit('注册资本'), amount_unit('千元')
    (Decimal('10000'), Decimal('100000000'), Decimal('1'), Decimal('1000'))
    """
    found = re.search(
        rf"(?:^|[(\[/,:]|单位)\s*(?:人民币|RMB)?\s*({_UNIT})\s*(?:元|人民币|RMB)?\s*[)\]]?$", text(header)
    )
    return Decimal(_unit_value(found[1])) if found else Decimal(1)


def parse_int(value: object) -> int | None:
    """A whole number; a counter such as 人 or 家 may follow.

    >>> parse_int('1,200人'), parse_int(3.0), parse_int('１２'), parse_int(' ')
    (1200, 3, 12, None)
    """
    number = _number_of_cell(value)
    if number is None:
        written = text(value).replace("−", "-")
        if says_nothing(written):
            return None
        number = _signed_quantity(_COUNTER_END.sub("", written), Decimal(1))
    if number is None:
        raise ParseError("int_unknown", value, "a whole number is expected")
    if number != number.to_integral_value():
        raise ParseError("int_fraction", value, "a whole number is expected, not a fraction")
    return int(number)


def parse_bool(value: object) -> bool | None:
    """Yes or no, in words or as a mark. A lone x is refused: some tick with it, some cross out.

    >>> parse_bool('是'), parse_bool('√'), parse_bool('Ｎ'), parse_bool(0), parse_bool('')
    (True, True, False, False, None)
    """
    written = text(value).casefold().rstrip("\ufe0e\ufe0f")
    if written in _YES:
        return True
    if written in _NO:
        return False
    if says_nothing(written):
        return None
    raise ParseError("bool_unknown", value, "yes or no is expected (是/否, Y/N)")


def _number_of_cell(value: object) -> Decimal | None:
    """The exact decimal a numeric cell shows; None for anything that is not a finite number.

    >>> _number_of_cell(0.1), _number_of_cell(7), _number_of_cell(True), _number_of_cell('7')
    (Decimal('0.1'), Decimal('7'), None, None)
    """
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def says_nothing(written: str) -> bool:
    """Whether normalised text stands for an empty cell.

    >>> says_nothing('N/A'), says_nothing('0')
    (True, False)
    """
    return written.casefold() in _NOTHING


def _signed_quantity(written: str, unit: Decimal) -> Decimal | None:
    """A number with optional sign or accounting brackets and optional Chinese units, or None if it is none.

    >>> _signed_quantity('-1.2亿', Decimal(1)), _signed_quantity('3千5百万', Decimal(1))
    (Decimal('-120000000.0'), None)
    """
    sign = 1
    if bracketed := re.fullmatch(r"\((.*)\)", written):
        sign, written = -1, bracketed[1]
    elif written[:1] in ("-", "+"):
        sign, written = (-1 if written[0] == "-" else 1), written[1:]
    written = written.strip()
    if _PLAIN.fullmatch(written):
        return sign * unit * Decimal(re.sub("[, ]", "", written))
    if not _QUANTITY.fullmatch(written):
        return None
    parts = [
        (Decimal(re.sub("[, ]", "", number)), _unit_value(name)) for number, name in _QUANTITY_PART.findall(written)
    ]
    if any(later * size >= former for (_, former), (later, size) in itertools.pairwise(parts)):
        return None
    return sign * sum((number * size for number, size in parts), Decimal(0))


def _unit_value(name: str) -> int:
    """What a Chinese unit is worth.

    >>> _unit_value('万'), _unit_value('百万')
    (10000, 1000000)
    """
    return math.prod(_UNITS[character] for character in name)


def _plain(number: Decimal) -> Decimal:
    """The number without exponent and, when it is whole, without decimal places it never had.

    >>> _plain(Decimal('1.2') * 10**8), _plain(Decimal('1E+3')), _plain(Decimal('1000.50'))
    (Decimal('120000000'), Decimal('1000'), Decimal('1000.50'))
    """
    return Decimal(f"{number:.0f}") if number == number.to_integral_value() else number
