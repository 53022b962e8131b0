"""What reading a table gives and how it fails. Lists of all codes are beside the class that carries them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Self


class TableError(Exception):
    """A file that cannot be read as a table, with a message for the person who chose it.

    `code` is for translation, `value` what the message is about (a sheet name, a row number, a limit) or None. Codes:

        empty_file        the file has no bytes
        no_rows           no visible sheet has anything in it
        no_header         no row in the first 20 looks like a header
        no_such_sheet     the sheet asked for is not there, or hidden
        no_such_row       the header row asked for is empty or not there
        old_xls           an Excel file of before 2007 (also WPS .et)
        encrypted         protected by a password
        numbers_file      Apple Numbers
        pdf_file          a PDF
        html_as_xls       a web page or XML text under the name of a spreadsheet
        zip_not_xlsx      a zip archive of something else (.docx, .ods, .xlsb ...)
        zip_bomb          unpacks to far more than a table could need
        broken_file       damaged
        bad_encoding      text in no encoding that is read here, or no text at all
        field_too_long    a cell longer than any real one, mostly because of a quote that is never closed
        too_many_merged   more merged cells than memory should hold

    >>> TableError('pdf_file', 'this is a PDF').code
    'pdf_file'
    """

    def __init__(self, code: str, message: str, value: object = None):
        super().__init__(message)
        self.code = code
        self.value = value


WHOLE_ROW = -1  # the place of a problem that is not about one column


class Problem(str):
    """Why a cell, or a whole row, cannot be taken as it is: a code, with `message` for an English reader and `value`.

    Codes of a cell:

        formula_without_value   a formula whose result the file does not contain
        error_value             #N/A, #REF! ...
        digits_lost             a number of more than 15 digits, or in exponent form: Excel has dropped digits of it
        date_out_of_range       a cell formatted as a date whose number is none
        merged_cell             covered by a merged cell, in a file too long to spread merged values
        beyond_header           a value to the right of the last header

    of a whole row:

        beyond_header           in a text file: a stray delimiter has probably shifted the values
        unclosed_quote          a quote that is never closed: the rest of the file is inside a cell

    and of a row that is none of the data (`Row.skip` gives the code):

        footer                  totals, notes, or who made the list
        section                 one merged cell across the table
        repeated_header         the header once more

    >>> problem = Problem('error_value', 'The cell shows the error #N/A.', '#N/A')
    >>> problem == 'error_value', problem.message, problem.value
    (True, 'The cell shows the error #N/A.', '#N/A')
    """

    __slots__ = ("message", "value")

    def __new__(cls, code: str, message: str, value: object = None) -> Self:
        problem = super().__new__(cls, code)
        problem.message = message
        problem.value = value
        return problem


SKIPPING = frozenset({"footer", "section", "repeated_header"})


@dataclass(slots=True)
class Row:
    """One row of data: `number` as the spreadsheet shows it (1-based), `values` under the headers, `problems`.

    Problems are by the index of the value they are about, or under `WHOLE_ROW`. Values are str, int, float, bool,
    datetime, date, time or None. Where there is a problem the value is None, unless it is still worth showing. A row
    may be longer than the headers: see 'beyond_header'.

    >>> Row(7, ['合计', 12], {WHOLE_ROW: Problem('footer', 'a total')}).skip
    'footer'
    """

    number: int
    values: list[object]
    problems: dict[int, Problem] = field(default_factory=dict)

    @property
    def skip(self) -> str:
        """The code of why this row is no data at all, or ''."""
        problem = self.problems.get(WHOLE_ROW, "")
        return str(problem) if problem in SKIPPING else ""


class RawRow(NamedTuple):
    """A row before headers are known: only its filled cells, by 0-based column."""

    number: int
    cells: dict[int, object]
    problems: dict[int, Problem]


class Merged(NamedTuple):
    """A merged range, 0-based columns and 1-based rows, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Source:
    """One sheet of a file, or a text file: how to walk through it (again and again) and what is known beforehand."""

    raw_rows: Callable[[], Iterator[RawRow]]
    row_estimate: int  # rows in the sheet, empty ones and titles included; an upper bound for progress bars
    merged: tuple[Merged, ...] = ()
