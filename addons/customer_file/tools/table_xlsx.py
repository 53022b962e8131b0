"""An xlsx file as sheets of raw rows."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from .table_types import Problem, RawRow, Source, TableError
from .xlsx_stream import RawCell, SharedStrings, elements, scan_sheet, sheet_rows

RATIO_COUNTS_FROM = 64 << 20  # bytes; a small file may be packed as tightly as it likes
EXCEL_DIGITS = 10**15  # from here on Excel has replaced digits by zeros

# Date formats that need no definition; 27 to 36 and 50 to 58 are those of Chinese and other Asian editions.
_BUILTIN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_ERROR_TEXTS = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA)")
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2,}")


class Workbook:
    """An opened xlsx file. `limit` bytes and `ratio` bound what it may unpack to. Raises `TableError`."""

    def __init__(self, file: IO[bytes], *, limit: int, ratio: int):
        self._archive = zipfile.ZipFile(file)
        self._check_size(limit, ratio)
        self._parts = {name.replace("\\", "/").casefold(): name for name in self._archive.namelist()}
        self._strings: SharedStrings | None = None
        main = self._related("", "officeDocument").get("", "xl/workbook.xml")
        if not self._has(main):
            if any(part.endswith(".iwa") or part == "index.zip" for part in self._parts):
                raise TableError("numbers_file", "This is an Apple Numbers file. Export it as .xlsx.")
            raise TableError("zip_not_xlsx", _what_zip_is(self._parts))
        self._related_parts = self._related(main, "")
        self._read_main(main)
        self._date_styles = self._read_date_styles()

    def close(self) -> None:
        """Give back the temporary file of the strings."""
        if self._strings:
            self._strings.close()
        self._archive.close()

    @property
    def sheet_names(self) -> list[str]:
        """The visible sheets, in their order."""
        return list(self._sheets)

    def sheet(self, name: str) -> Source:
        """One sheet to read. `name` is one of `sheet_names`."""
        part = self._sheets[name]
        with self._open(part) as stream:
            row_count, merged = scan_sheet(stream)
        return Source(lambda: self._raw_rows(part), row_count, merged)

    def _check_size(self, limit: int, ratio: int) -> None:
        infos = self._archive.infolist()
        unpacked = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos) or 1
        if any(info.flag_bits & 1 for info in infos):
            raise TableError("encrypted", "The file is protected by a password. Save it without one.")
        if unpacked > limit or (unpacked > RATIO_COUNTS_FROM and unpacked / packed > ratio):
            raise TableError(
                "zip_bomb", f"The file unpacks to {unpacked >> 20:,} MB, more than a customer list needs.", unpacked
            )

    def _has(self, part: str) -> bool:
        return part.casefold() in self._parts

    def _open(self, part: str) -> IO[bytes]:
        return self._archive.open(self._parts[part.casefold()])

    def _elements(self, part: str) -> Iterator[tuple[str, dict[str, str]]]:
        if self._has(part):
            with self._open(part) as stream:
                yield from elements(stream)

    def _related(self, part: str, kind: str) -> dict[str, str]:
        """The parts that a part refers to: path by relationship id, or the one path of a `kind` under ''."""
        folder, name = posixpath.split(part)
        found = {}
        for tag, attributes in self._elements(posixpath.join(folder, "_rels", name + ".rels")):
            if tag != "Relationship" or attributes.get("TargetMode") == "External":
                continue
            path = posixpath.normpath(posixpath.join("/", folder, attributes["Target"].replace("\\", "/"))).lstrip("/")
            type_name = posixpath.basename(attributes["Type"])
            if not kind:
                found[attributes["Id"]] = path
                found.setdefault(type_name, path)
            elif type_name == kind:
                found[""] = path
        return found

    def _read_main(self, main: str) -> None:
        """The visible worksheets and the day that dates are counted from."""
        self._epoch = WINDOWS_EPOCH
        self._sheets: dict[str, str] = {}
        for tag, attributes in self._elements(main):
            if tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self._epoch = MAC_EPOCH
            elif tag == "sheet" and attributes.get("state", "visible") == "visible":
                relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
                part = self._related_parts.get(relation, "")
                if self._has(part) and "chartsheets/" not in part:
                    self._sheets[attributes["name"]] = part

    def _read_date_styles(self) -> frozenset[int]:
        """The cell styles that show a number as a date."""
        date_formats = set(_BUILTIN_DATES)
        date_styles = set()
        section, style = "", 0
        for tag, attributes in self._elements(self._related_parts.get("styles", "")):
            if tag in ("cellXfs", "cellStyleXfs", "dxfs"):
                section = tag
            elif tag == "numFmt" and is_date_format(attributes.get("formatCode")):
                date_formats.add(int(attributes["numFmtId"]))
            elif tag == "xf" and section == "cellXfs":
                if int(attributes.get("numFmtId", 0)) in date_formats:
                    date_styles.add(style)
                style += 1
        return frozenset(date_styles)

    def _shared_strings(self) -> SharedStrings | None:
        part = self._related_parts.get("sharedStrings", "")
        if self._strings is None and self._has(part):
            with self._open(part) as stream:
                self._strings = SharedStrings(stream)
        return self._strings

    def _raw_rows(self, part: str) -> Iterator[RawRow]:
        strings = self._shared_strings()
        with self._open(part) as stream:
            for number, cells in sheet_rows(stream):
                row = RawRow(number, {}, {})
                for cell in cells:
                    value, problem = self._read(cell, strings)
                    if value is not None:
                        row.cells[cell.column] = value
                    if problem:
                        row.problems[cell.column] = problem
                if row.cells or row.problems:
                    yield row

    def _read(self, cell: RawCell, strings: SharedStrings | None) -> tuple[object, Problem | None]:
        """The value of a cell, and what is wrong with it."""
        kind, text = cell.kind, cell.text
        if text is None:
            if cell.formula and kind != "str":
                return None, Problem("formula_without_value", "The file contains a formula but not its result.")
            return None, None
        if kind == "n":
            return self._read_number(text, dated=cell.style in self._date_styles)
        if kind == "s":
            return read_text(strings[int(text)]) if strings is not None else (None, None)
        if kind == "b":
            return text.strip() == "1", None
        if kind == "d":
            return from_ISO8601(text), None
        if kind == "e":
            return None, _error(text)
        return read_text(text)

    def _read_number(self, text: str, *, dated: bool) -> tuple[object, Problem | None]:
        """A numeric cell: whole numbers are int whatever their notation, dates are datetime."""
        number = float(text)
        if dated:
            try:
                return from_excel(number, self._epoch), None
            except (ValueError, OverflowError):
                return None, Problem("date_out_of_range", f"{text} is shown as a date but is none.", text)
        if not number.is_integer():
            return number, None
        if abs(number) >= EXCEL_DIGITS:
            return int(number), _lost_digits(str(int(number)))
        return int(number), None


def read_text(string: str) -> tuple[str | None, Problem | None]:
    """A text cell: blank is None, an error text or a number in exponent form is a problem.

    >>> read_text(' a '), read_text(' \\n'), read_text('#N/A')[1], read_text('1.38E+10')[1]
    ((' a ', None), (None, None), 'error_value', 'digits_lost')
    """
    stripped = string.strip("\ufeff\u200b \t\r\n\u3000\xa0")
    if not stripped:
        return None, None
    if stripped[0] == "#" and _ERROR_TEXTS.fullmatch(stripped):
        return None, _error(stripped)
    if stripped[0].isdigit() and _EXPONENT.fullmatch(stripped):
        return string, _lost_digits(stripped)
    return string, None


def _error(text: str) -> Problem:
    return Problem("error_value", f"The cell shows the error {text}.", text)


def _lost_digits(number: str) -> Problem:
    return Problem(
        "digits_lost", f"{number} is kept as a number, so digits of it are lost. Format the column as text.", number
    )


def _what_zip_is(parts: dict[str, str]) -> str:
    """What to tell about a zip archive that is no xlsx file.

    >>> _what_zip_is({'word/document.xml': ''}), _what_zip_is({'a.txt': ''})
    ('This is a Word document, not an xlsx file.', 'This is a zip archive, not an xlsx file.')
    """
    kinds = {
        "word/document.xml": "a Word document",
        "ppt/presentation.xml": "a PowerPoint file",
        "xl/workbook.bin": "an Excel binary workbook (.xlsb)",
        "content.xml": "an OpenDocument file",
    }
    kind = next((kind for part, kind in kinds.items() if part in parts), "a zip archive")
    return f"This is {kind}, not an xlsx file."
