"""The XML inside an xlsx file, read as a stream: memory does not grow with the rows.

openpyxl keeps all shared strings (258 MB for 100,000 rows of 12 different texts), cannot tell a formula that yields ""
from one without a stored result, and refuses files whose unused styles are not to its taste. So the three parts that
matter are read here: shared strings, rows, merged ranges. Dates and number formats stay openpyxl's.
"""

import functools
import re
import tempfile
from array import array
from collections.abc import Iterator
from typing import IO, NamedTuple
from xml.parsers import expat

from openpyxl.utils.cell import column_index_from_string, range_boundaries

from .table_types import Merged, TableError

CHUNK = 1 << 16  # bytes
CELL_LIMIT = 1 << 17  # characters; Excel stops at 32,767
MERGED_LIMIT = 200_000
_LAST_COLUMN = 16_384

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_COUNTED_TAGS = re.compile(rb"<(?:\w+:)?(?:row[\s/>]|mergeCell\s[^>]*?ref=[\"']([A-Z0-9:]+)[\"'])")


class RawCell(NamedTuple):
    """A cell as the XML has it: 0-based column, type attribute, style index, text (None: no value), is it a formula."""

    column: int
    kind: str
    style: int
    text: str | None
    formula: bool


class Elements:
    """A stream of XML pushed through expat, chunk by chunk; the handlers fill `ready`, here with every element.

    Documents with a DOCTYPE are refused: no spreadsheet has one, entity bombs do.
    """

    def __init__(self) -> None:
        self.ready: list = []
        self.done = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._on_root

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.ready.append((name.rpartition(":")[2], attributes))

    def on_end(self, name: str) -> None:
        """An element ends."""

    def items(self, stream: IO[bytes]) -> Iterator:
        """What the handlers made ready, in order, until the stream ends or a handler sets `done`."""
        while not self.done and (chunk := stream.read(CHUNK)):
            self.parser.Parse(chunk, False)
            yield from self.ready
            self.ready.clear()
        if not self.done:
            self.parser.Parse(b"", True)
            yield from self.ready

    def _on_root(self, root: str, attributes: dict[str, str]) -> None:
        """Handlers see names without prefix. Stripping one costs time, so it is done only where the root has one."""
        if ":" in root:
            self.parser.StartElementHandler = lambda name, found: self.on_start(name.rpartition(":")[2], found)
            self.parser.EndElementHandler = lambda name: self.on_end(name.rpartition(":")[2])
        else:
            self.parser.StartElementHandler = self.on_start
            self.parser.EndElementHandler = self.on_end
        self.parser.StartElementHandler(root, attributes)

    def _refuse(self, *_declaration: object) -> None:
        raise TableError("broken_file", "The file contains a document type declaration, which no spreadsheet has.")


class _Texts(Elements):
    """Elements whose text counts: what has come since `pieces` was last emptied."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.length = 0
        self.parser.CharacterDataHandler = self.on_text

    def on_text(self, piece: str) -> None:
        """Some text; pieces of one cell may be many."""
        self.pieces.append(piece)
        self.length += len(piece)
        if self.length > CELL_LIMIT:
            raise TableError("field_too_long", f"A cell is longer than {CELL_LIMIT:,} characters.", CELL_LIMIT)

    def text(self) -> str:
        """The text since the last call of `begin_text`."""
        whole = "".join(self.pieces)
        return unescaped(whole) if "_x" in whole else whole

    def begin_text(self) -> None:
        """What came before is not wanted."""
        self.pieces.clear()
        self.length = 0


class _SharedTexts(_Texts):
    """Ready with the text of each shared string. Its phonetic hints (rPh) are not text."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.phonetic = False

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self.begin_text()
        elif name == "rPh":
            self.phonetic = True

    def on_end(self, name: str) -> None:
        if name == "t":
            if not self.phonetic:
                self.runs.append(self.text())
        elif name == "si":
            self.ready.append("".join(self.runs))
            self.runs.clear()
        elif name == "rPh":
            self.phonetic = False


class _SheetRows(_Texts):
    """Ready with (row number, cells) of each row that has any value or formula."""

    def __init__(self) -> None:
        super().__init__()
        self.row_number = 0
        self.column = -1
        self.cells: list[RawCell] = []
        self.attributes: dict[str, str] = {}
        self.value: str | None = None
        self.formula = False
        self.phonetic = False

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v" or name == "t":
            self.begin_text()
        elif name == "c":
            self.begin_text()
            self.attributes = attributes
            self.value = None
            self.formula = False
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.phonetic = True
        elif name == "row":
            self.row_number = int(float(attributes["r"])) if "r" in attributes else self.row_number + 1
            self.column = -1

    def on_end(self, name: str) -> None:
        if name == "v":
            self.value = self.text() or None
        elif name == "c":
            self._end_cell()
        elif name == "t":
            if not self.phonetic:
                self.value = (self.value or "") + self.text()
        elif name == "rPh":
            self.phonetic = False
        elif name == "row":
            if self.cells:
                self.ready.append((self.row_number, self.cells))
                self.cells = []
        elif name == "sheetData":
            self.done = True

    def _end_cell(self) -> None:
        attributes = self.attributes
        self.column = _column(attributes["r"]) if "r" in attributes else self.column + 1
        if self.value is not None or self.formula:
            style = int(attributes.get("s", 0))
            self.cells.append(RawCell(self.column, attributes.get("t", "n"), style, self.value, self.formula))


def elements(stream: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element of a small XML part, as (name without prefix, attributes), in document order.

    >>> import io
    >>> list(elements(io.BytesIO(b'<x:a xmlns:x="u"><x:b n="1"/></x:a>')))
    [('a', {'xmlns:x': 'u'}), ('b', {'n': '1'})]
    """
    return Elements().items(stream)


def sheet_rows(stream: IO[bytes]) -> Iterator[tuple[int, list[RawCell]]]:
    """The rows of a sheet that have any value, as (1-based number, cells with a value or a formula).

    >>> import io
    >>> xml = b'<s><sheetData><row r="3"><c r="B3" t="str"><f>A1</f><v>x</v></c></row></sheetData></s>'
    >>> list(sheet_rows(io.BytesIO(xml)))
    [(3, [RawCell(column=1, kind='str', style=0, text='x', formula=True)])]
    """
    return _SheetRows().items(stream)


def scan_sheet(stream: IO[bytes]) -> tuple[int, tuple[Merged, ...]]:
    """How many rows a sheet has and which ranges are merged; these stand behind the rows, so all of it is scanned.

    >>> import io
    >>> scan_sheet(io.BytesIO(b'<sheetData><row r="1"><c/></row></sheetData><mergeCell ref="A1:B2"/></worksheet>'))
    (1, (Merged(top=1, left=0, bottom=2, right=1),))
    """
    rows = 0
    merged: list[Merged] = []
    tail = b""
    while chunk := stream.read(CHUNK):
        whole = tail + chunk
        last_tag = whole.rfind(b"<")
        if last_tag < 0:
            last_tag = len(whole)
        for found in _COUNTED_TAGS.finditer(whole, 0, last_tag):
            if not found[1]:
                rows += 1
                continue
            left, top, right, bottom = range_boundaries(found[1].decode("ascii"))
            merged.append(Merged(top, left - 1, bottom, right - 1))
            if len(merged) > MERGED_LIMIT:
                raise TableError("too_many_merged", f"More than {MERGED_LIMIT:,} merged cells.", MERGED_LIMIT)
        tail = whole[last_tag:]
        if len(tail) > CELL_LIMIT * 8:
            raise TableError("field_too_long", f"A cell is longer than {CELL_LIMIT:,} characters.", CELL_LIMIT)
    return rows, tuple(merged)


class SharedStrings:
    """The shared strings of a workbook, in a file on disk once they are many; reading neighbours is quick.

    >>> import io
    >>> xml = '<sst><si><t>甲</t></si><si><r><t>a</t></r><r><t>b</t></r></si></sst>'
    >>> strings = SharedStrings(io.BytesIO(xml.encode()))
    >>> strings[0], strings[1], len(strings)
    ('甲', 'ab', 2)
    """

    BLOCK = 16  # strings kept together
    CACHED_BLOCKS = 256
    IN_MEMORY = 1 << 20  # bytes before the disk is used

    def __init__(self, stream: IO[bytes]):
        self._length = 0
        self._starts = array("Q", [0])
        self._file = tempfile.SpooledTemporaryFile(max_size=self.IN_MEMORY)  # noqa: SIM115 (closed by close)
        self._block = functools.lru_cache(self.CACHED_BLOCKS)(self._read_block)
        block: list[str] = []
        for string in _SharedTexts().items(stream):
            block.append(string)
            if len(block) == self.BLOCK:
                self._write_block(block)
        self._write_block(block)

    def _write_block(self, block: list[str]) -> None:
        self._file.write("\0".join(block).encode())
        self._starts.append(self._file.tell())
        self._length += len(block)
        block.clear()

    def _read_block(self, number: int) -> list[str]:
        start, end = self._starts[number], self._starts[number + 1]
        self._file.seek(start)
        return self._file.read(end - start).decode().split("\0")

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < self._length:
            raise IndexError(index)
        block, place = divmod(index, self.BLOCK)
        return self._block(block)[place]

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()


def _column(reference: str) -> int:
    """The 0-based column of a cell reference. Raises ValueError if it is none.

    >>> _column('AB12')
    27
    """
    return _letters_column(reference.rstrip("0123456789"))


@functools.lru_cache(_LAST_COLUMN)
def _letters_column(letters: str) -> int:
    """The 0-based column of its letters. Raises ValueError beyond the last column, XFD.

    >>> _letters_column('A'), _letters_column('XFD')
    (0, 16383)
    """
    column = column_index_from_string(letters)
    if column > _LAST_COLUMN:
        raise ValueError(letters)
    return column - 1


def unescaped(string: str) -> str:
    r"""The text with the characters Excel writes as _xHHHH_; those that no text can hold are dropped.

    >>> unescaped('a_x000D_b_x005F_x_x0000_'), unescaped('_xD83D__xDE00_') == '\U0001f600', unescaped('_xD83D_')
    ('a\rb_x', True, '')
    """
    whole = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), string).replace("\0", "")
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
