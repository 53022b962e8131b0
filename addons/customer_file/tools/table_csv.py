"""A text file of separated values as raw rows: its encoding, its delimiter, its records."""

import codecs
import csv
import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Self

from .table_types import WHOLE_ROW, Problem, RawRow, Source, TableError
from .table_xlsx import read_text

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t"
CHUNK = 1 << 20  # bytes
RECORD_LIMIT = 1 << 20  # characters
_SAMPLE = 1 << 18  # characters
_SAMPLE_RECORDS = 100
Opener = Callable[[], AbstractContextManager[IO[bytes]]]
_BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def csv_source(open_file: Opener, encoding: str | None = None) -> tuple[Source, str, str]:
    """A text file to read, its encoding and its delimiter.

    `open_file` gives the file at its beginning, again and again. The whole file is decoded once to be sure of the
    encoding. Raises TableError 'bad_encoding'.

    >>> source, encoding, delimiter = csv_source(lambda: io.BytesIO('名称;电话\\n"甲;乙";1\\n'.encode('gb18030')))
    >>> encoding, delimiter, [row.cells for row in source.raw_rows()]
    ('gb18030', ';', [{0: '名称', 1: '电话'}, {0: '甲;乙', 1: '1'}])
    """
    with open_file() as file:
        start = file.read(2)
    candidates = (
        (encoding,) if encoding else (_BYTE_ORDER_MARKS.get(start),) if start in _BYTE_ORDER_MARKS else ENCODINGS
    )
    for candidate in candidates:
        with open_file() as file:
            line_count = _decoded_lines(file, candidate)
        if line_count is not None:
            break
    else:
        raise TableError(
            "bad_encoding",
            f"This is no text in any of these encodings: {', '.join(candidates)}.",
            ", ".join(candidates),
        )
    with open_file() as file, decoded(file, candidate) as stream:
        delimiter = _delimiter(stream.read(_SAMPLE))
    return Source(lambda: _raw_rows(open_file, candidate, delimiter), line_count), candidate, delimiter


@contextmanager
def decoded(file: IO[bytes], encoding: str) -> Iterator[io.TextIOWrapper]:
    r"""The text of a file with its line ends as they are. The file itself stays open.

    >>> with decoded(io.BytesIO(b'\xef\xbb\xbfa\r\n'), 'utf-8-sig') as stream:
    ...     stream.read()
    'a\r\n'
    """
    stream = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield stream
    finally:
        if not file.closed:  # by whoever left the rows before their end
            stream.detach()


def _decoded_lines(file: IO[bytes], encoding: str) -> int | None:
    """How many lines the file has, or None if it is not in this encoding.

    >>> _decoded_lines(io.BytesIO(b'a\\nb'), 'utf-8-sig'), _decoded_lines(io.BytesIO(b'\\xff\\n'), 'utf-8-sig')
    (2, None)
    """
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        lines = 1
        while chunk := file.read(CHUNK):
            lines += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except (UnicodeError, LookupError):
        return None
    return lines


def _delimiter(sample: str) -> str:
    """The delimiter that cuts most records of the sample into the same number of fields, at least two.

    >>> _delimiter('a;b\\n"1;2";3\\n'), _delimiter('a\\tb,c\\n1\\t2\\n'), _delimiter('名称\\n甲\\n')
    (';', '\\t', ',')
    """

    def agreement(delimiter: str) -> tuple[int, int]:
        records = csv.reader(_Lines(io.StringIO(sample, newline="")), delimiter=delimiter)
        try:
            widths = Counter(len(record) for record in itertools.islice(records, _SAMPLE_RECORDS))
        except csv.Error:
            return (0, 0)
        return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))

    return max(DELIMITERS, key=agreement)


class _Lines:
    """The lines of a text stream without NUL characters, for csv to make records of.

    `length` counts the characters of the record that is being read; whoever takes it sets the count back. A record too
    long raises TableError, since csv's own limit belongs to the whole process, and Odoo raises it to 500 MB.

    >>> list(_Lines(io.StringIO('a\\0b\\nc')))
    ['ab\\n', 'c']
    """

    def __init__(self, stream: io.TextIOBase):
        self.stream = stream
        self.record = 1
        self.length = 0
        self.ended = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self.stream.readline(RECORD_LIMIT + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self.length += len(line)
        if self.length > RECORD_LIMIT:
            raise _too_long(self.record)
        return line.replace("\0", "")


def _too_long(record: int) -> TableError:
    return TableError(
        "field_too_long", f"Row {record} is far too long. Most often a quote is opened there and never closed.", record
    )


def _raw_rows(open_file: Opener, encoding: str, delimiter: str) -> Iterator[RawRow]:
    """The records, numbered as a spreadsheet would: an empty line counts, a quoted newline does not."""
    with open_file() as file, decoded(file, encoding) as stream:
        lines = _Lines(stream)
        records = csv.reader(lines, delimiter=delimiter)
        for number in itertools.count(1):
            lines.record, lines.length = number, 0
            try:
                record = next(records, None)
            except csv.Error as error:
                raise _too_long(number) from error
            if record is None:
                return
            row = RawRow(number, {}, {})
            for column, field in enumerate(record):
                value, problem = read_text(field)
                if value is not None:
                    row.cells[column] = value
                if problem:
                    row.problems[column] = problem
            if lines.ended:
                row.problems[WHOLE_ROW] = Problem(
                    "unclosed_quote", "A quote is opened here and never closed: the rest of the file is in this row."
                )
            if row.cells or row.problems:
                yield row
