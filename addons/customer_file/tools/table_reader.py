"""Reading a customer list, whatever it comes as, row by row in bounded memory.

`read_table` recognises the file by its content, finds the header and gives a `Table`; whatever it cannot read raises
`TableError`, whatever is wrong with one cell is a `Problem` of its row. Nothing is dropped without a reason.
"""

import contextlib
import errno
import functools
import itertools
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import IO, Self
from xml.parsers import expat

from .normalise import text
from .table_csv import Opener, csv_source
from .table_header import HEADER_SEARCH_ROWS, JOINT, column_letters, is_footer
from .table_layout import HEADER_DEPTH, find_header, spread
from .table_types import WHOLE_ROW, Problem, RawRow, Row, Source, TableError
from .table_xlsx import Workbook

__all__ = ["WHOLE_ROW", "Problem", "Row", "Table", "TableError", "read_table"]

UNPACKED_LIMIT = 1 << 30  # bytes
UNPACKED_RATIO = 200
_START = 8192  # bytes that tell what a file is
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<[!?a-z]", re.IGNORECASE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, KeyError, IndexError, ValueError, OverflowError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


@dataclass
class Table:
    """A table whose header is known.

    `headers` are normalised and unique; `header_row` is the 1-based row of the header (its last, if it spans
    several); `sheet` and `sheet_names` are the sheet read and the visible ones ('' and none for a text file);
    `encoding` and `delimiter` are those of a text file; `row_estimate` is at least the number of rows that `rows()`
    gives, for a progress bar.
    """

    headers: list[str]
    header_row: int
    sheet_names: list[str]
    sheet: str
    encoding: str
    delimiter: str
    row_estimate: int
    _source: Source = field(repr=False)
    _spread_merged: bool = field(repr=False)
    _close: Callable[[], None] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """The rows under the header, empty ones left out; each call starts anew, one at a time. Raises `TableError`."""
        with damage_reported():
            for raw in spread(self._source.raw_rows(), self._source.merged, into_cells=self._spread_merged):
                if raw.number > self.header_row:
                    yield self._row(raw)

    def close(self) -> None:
        """Give back temporary files, and the file if it was given as a path."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @functools.cached_property
    def _wide(self) -> set[tuple[int, int]]:
        """Row and column of the first cell of each range merged across columns."""
        return {(merged.top, merged.left) for merged in self._source.merged if merged.right > merged.left}

    @functools.cached_property
    def _header_forms(self) -> list[set[str]]:
        """What a repetition of each header would look like."""
        return [{header, header.rpartition(JOINT)[2], re.sub(r" \(\d+\)$", "", header)} for header in self.headers]

    def _row(self, raw: RawRow) -> Row:
        width = max(len(self.headers), max(raw.cells, default=-1) + 1, max(raw.problems, default=-1) + 1)
        row = Row(raw.number, [raw.cells.get(column) for column in range(width)], raw.problems)
        for column in range(len(self.headers), width):
            if column in raw.cells:
                message = f"There is a value in column {column_letters(column)}, right of the last header."
                place = column if self.sheet else WHOLE_ROW
                row.problems.setdefault(place, Problem("beyond_header", message, raw.cells[column]))
        if row.problems.get(WHOLE_ROW) == "unclosed_quote":
            return row  # it may hold many customers
        if is_footer(row.values):
            row.problems[WHOLE_ROW] = Problem("footer", "A total or a note under the list, no customer.")
        elif self._is_section(raw):
            row.problems[WHOLE_ROW] = Problem("section", "One merged cell across the table, no customer.")
        elif self._repeats_header(raw):
            row.problems[WHOLE_ROW] = Problem("repeated_header", "The header once more, no customer.")
        return row

    def _is_section(self, raw: RawRow) -> bool:
        return len(raw.cells) == 1 and (raw.number, *raw.cells) in self._wide

    def _repeats_header(self, raw: RawRow) -> bool:
        texts = [(column, value) for column, value in raw.cells.items() if isinstance(value, str)]
        return len(texts) >= 2 and all(
            column < len(self.headers) and text(value) in self._header_forms[column] for column, value in texts
        )


def read_table(
    path_or_fileobj: str | os.PathLike | IO[bytes],
    filename: str,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    small_file_rows: int = 5000,
    known: Collection[str] = (),
    encoding: str | None = None,
    unpacked_limit: int = UNPACKED_LIMIT,
    unpacked_ratio: int = UNPACKED_RATIO,
) -> Table:
    """Open a customer list (.xlsx, .xlsm, or separated text) and find its header. Raises `TableError`.

    A file object must be binary and seekable, and stay open while the table is read. `filename` serves messages
    only: what the file is follows from its content. `sheet` is the first visible one with content unless named;
    `header_row` (1-based) is searched among the first 20 rows, by the `known` headers, unless given. Merged cells
    give their value to the cells below in files of up to `small_file_rows` rows; in longer ones those cells are
    problems. `encoding` overrides the detection for text files. `unpacked_limit` (bytes) and `unpacked_ratio` stop
    zip bombs. A path that does not exist raises OSError as usual.

    >>> import io
    >>> listing = '客户一览表\\n客户名称,电话\\n星禾,15400000001\\n合计,1\\n'.encode('gb18030')
    >>> with read_table(io.BytesIO(listing), 'list.csv', known={'客户名称', '电话'}) as table:
    ...     table.headers, table.header_row, [(row.number, row.values, row.skip) for row in table.rows()]
    (['客户名称', '电话'], 2, [(3, ['星禾', '15400000001'], ''), (4, ['合计', '1'], 'footer')])
    """
    given_path = isinstance(path_or_fileobj, (str, os.PathLike))
    with contextlib.ExitStack() as opened:
        file = opened.enter_context(open(path_or_fileobj, "rb")) if given_path else path_or_fileobj
        with damage_reported():
            if recognise(file, filename) == "xlsx":
                workbook = Workbook(file, limit=unpacked_limit, ratio=unpacked_ratio)
                opened.callback(workbook.close)
                names = workbook.sheet_names
                sheet, source = choose_sheet(workbook, sheet)
                encoding = delimiter = ""
            else:
                names, sheet = [], ""
                source, encoding, delimiter = csv_source(_opener(file), encoding)
            headers, last_header_row = find_header(head_rows(source, header_row), source.merged, header_row, known)
        small = source.row_estimate <= small_file_rows
        close = opened.pop_all().close
    return Table(headers, last_header_row, names, sheet, encoding, delimiter, source.row_estimate, source, small, close)


def recognise(file: IO[bytes], filename: str) -> str:
    """'xlsx' or 'text', by the first bytes. Raises `TableError` for what is known to be neither.

    >>> import io
    >>> recognise(io.BytesIO(b'a,b'), 'a.xls'), recognise(io.BytesIO(b'PK\\x03\\x04'), 'a.csv')
    ('text', 'xlsx')
    >>> recognise(io.BytesIO(b'%PDF-1.7'), 'a.xlsx')
    Traceback (most recent call last):
        ...
    TableError: a.xlsx is a PDF. Save the list as .xlsx or .csv.
    """
    file.seek(0)
    start = file.read(_START)
    if not start:
        raise TableError("empty_file", f"{filename} is empty.")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if start.startswith(_OLE):
        if _contains(file, _ENCRYPTED):
            raise TableError("encrypted", f"{filename} is protected by a password. Save it without one.")
        raise TableError("old_xls", f"{filename} is an Excel file of before 2007. Save it as .xlsx.")
    if start.lstrip().startswith(b"%PDF-"):
        raise TableError("pdf_file", f"{filename} is a PDF. Save the list as .xlsx or .csv.")
    if _MARKUP.match(start.replace(b"\0", b"")):
        raise TableError("html_as_xls", f"{filename} is a web page or XML. Open it in Excel and save it as .xlsx.")
    return "text"


def choose_sheet(workbook: Workbook, wanted: str | None) -> tuple[str, Source]:
    """The sheet by name, or the first visible one with content. Raises TableError: no_such_sheet, no_rows."""
    names = workbook.sheet_names
    if wanted is not None:
        if wanted not in names:
            raise TableError(
                "no_such_sheet", f"There is no visible sheet “{wanted}”, only: {', '.join(names)}.", wanted
            )
        return wanted, workbook.sheet(wanted)
    for name in names:
        source = workbook.sheet(name)
        with contextlib.closing(source.raw_rows()) as rows:
            if next(rows, None):
                return name, source
    raise TableError("no_rows", "No visible sheet has anything in it.")


def head_rows(source: Source, header_row: int | None) -> list[RawRow]:
    """The rows among which the header is searched, or those around the one that was said to be it."""
    with contextlib.closing(source.raw_rows()) as raw_rows:
        rows = spread(raw_rows, source.merged, into_cells=True)
        if header_row is None:
            return list(itertools.islice(rows, HEADER_SEARCH_ROWS + 1))
        near = itertools.takewhile(lambda row: row.number < header_row + HEADER_DEPTH, rows)
        return [row for row in near if row.number > header_row - HEADER_DEPTH]


@contextlib.contextmanager
def damage_reported() -> Iterator[None]:
    """Errors that a damaged file causes in the libraries come out as TableError 'broken_file'.

    >>> with damage_reported():
    ...     int('x')
    Traceback (most recent call last):
        ...
    TableError: The file is damaged: invalid literal for int() with base 10: 'x'
    """
    try:
        yield
    except _DAMAGE as error:
        raise TableError("broken_file", f"The file is damaged: {error}", str(error)) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a seek to where a damaged archive points
            raise
        raise TableError("broken_file", "The file is damaged.") from error


def _opener(file: IO[bytes]) -> Opener:
    """A way to read the file from its beginning, again and again."""

    @contextlib.contextmanager
    def from_beginning() -> Iterator[IO[bytes]]:
        file.seek(0)
        yield file

    return from_beginning


def _contains(file: IO[bytes], wanted: bytes) -> bool:
    """Whether the bytes occur anywhere in the file.

    >>> import io
    >>> _contains(io.BytesIO(b'x' * 65535 + b'needle'), b'needle'), _contains(io.BytesIO(b'x'), b'needle')
    (True, False)
    """
    file.seek(0)
    tail = b""
    while chunk := file.read(1 << 16):
        if wanted in tail + chunk:
            return True
        tail = chunk[-len(wanted) :]
    return False
