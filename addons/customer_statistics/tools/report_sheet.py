"""What a statistics report says, ready for paper and spreadsheets: no more than the reader may see of it."""

from typing import NamedTuple


class Mark(NamedTuple):
    """A correction in words, and which part of the text is struck through."""

    text: str
    old: str

    def parts(self) -> tuple[str, str, str]:
        """The text before, of, and after what is struck through.

        >>> Mark("1,200 corrected to 1,020", "1,200").parts()
        ('', '1,200', ' corrected to 1,020')
        >>> Mark("now 12, was 2", "2").parts()
        ('now 12, was ', '2', '')
        """
        # the last one: what is right may hold the same digits before it
        at = 0 if self.text.startswith(self.old) else self.text.rindex(self.old)
        return self.text[:at], self.old, self.text[at + len(self.old) :]


class Figure(NamedTuple):
    """A figure that counts now; None where there is none for the reader."""

    value: float | None = None
    text: str = ""
    mark: Mark | None = None


class Line(NamedTuple):
    """An indicator as a whole, with its plan and what it was before."""

    label: str
    unit: str
    number_format: str
    figure: Figure
    plan: Figure = Figure()
    completion: float | None = None
    previous: Figure = Figure()
    last_year: Figure = Figure()
    is_main: bool = False

    def change(self, before: Figure) -> float | None:
        """By how many percent it differs from what it was; None where that is not known.

        >>> Line("Orders", "", "0", Figure(90)).change(Figure(120))
        -25.0
        >>> Line("Orders", "", "0", Figure(90)).change(Figure(0)) is None
        True
        """
        if self.figure.value is None or not before.value:
            return None
        return 100 * (self.figure.value - before.value) / abs(before.value)

    def change_text(self, before: Figure) -> str:
        """By how many percent it changed, with its sign; empty where that is not known.

        >>> Line("Orders", "", "0", Figure(90)).change_text(Figure(120))
        '-25.0 %'
        """
        change = self.change(before)
        return "" if change is None else f"{change:+.1f} %"

    def completion_text(self) -> str:
        """How far the plan is reached; empty where there is none.

        >>> Line("Orders", "", "0", Figure(90), completion=75.04).completion_text()
        '75.0 %'
        """
        return "" if self.completion is None else f"{self.completion:.1f} %"


class Grid(NamedTuple):
    """An indicator by its groups: ``cells[row][column]``; without columns the totals of the rows alone."""

    label: str
    unit: str
    number_format: str
    head: str
    rows: list[str]
    columns: list[str]
    cells: list[list[Figure]]
    row_totals: list[Figure]
    column_totals: list[Figure]
    total: Figure
    is_main: bool = False


class Correction(NamedTuple):
    """A corrected figure in the list of corrections."""

    number: str
    date: str
    figure: str
    mark: Mark
    way: str
    reason: str


class Sheet(NamedTuple):
    """A whole report."""

    title: str
    #: label and value: company, unit, period, state
    head: list[tuple[str, str]]
    #: the remark of its level of secrecy, or empty
    remark: str
    lines: list[Line]
    grids: list[Grid]
    corrections: list[Correction]
    #: heading and text
    texts: list[tuple[str, str]]


def is_sum(total: float | None, parts: list[float | None]) -> bool:
    """Say whether a total is the sum of what is shown of its parts.

    >>> is_sum(3.0, [1.0, 2.0]), is_sum(3.0, [1.0, None]), is_sum(2.0, [1.0, 2.0]), is_sum(0.3, [0.1, 0.2])
    (True, False, False, True)
    """
    if total is None or not parts or any(part is None for part in parts):
        return False
    return abs(sum(parts) - total) <= 1e-9 * max(1.0, abs(total))
