"""What merged cells do to rows and headers."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from .table_header import HEADER_SEARCH_ROWS, detect_header, joined_header, unique_headers
from .table_types import Merged, Problem, RawRow, TableError

HEADER_DEPTH = 3  # rows a header may span


def spread(rows: Iterable[RawRow], merged: Iterable[Merged], *, into_cells: bool) -> Iterator[RawRow]:
    """The rows, each with the values of the cells merged down into it, or else with a problem where such a value is.

    Values go down only: beside the first cell of a merged range there is another column, which means something else.
    A row that is otherwise empty stays so, since it never reaches this function.

    >>> rows = lambda: [RawRow(2, {0: '华东', 1: '星禾'}, {}), RawRow(3, {1: '云岭'}, {})]
    >>> [row.cells for row in spread(rows(), [Merged(2, 0, 3, 0)], into_cells=True)]
    [{0: '华东', 1: '星禾'}, {1: '云岭', 0: '华东'}]
    >>> [list(row.problems) for row in spread(rows(), [Merged(2, 0, 3, 0)], into_cells=False)]
    [[], [0]]
    """
    coming = sorted((range_ for range_ in merged if range_.bottom > range_.top), reverse=True)
    above: dict[int, tuple[int, object, Problem | None]] = {}  # by column: last row, value, problem
    for row in rows:
        while coming and coming[-1].top <= row.number:
            range_ = coming.pop()
            at_top = range_.top == row.number
            value = row.cells.get(range_.left) if at_top else None
            above[range_.left] = range_.bottom, value, row.problems.get(range_.left) if at_top else None
            if at_top:
                continue
        for column, (bottom, value, problem) in list(above.items()):
            if row.number > bottom:
                del above[column]
            elif column not in row.cells and (value is not None or problem):
                if into_cells and value is not None:
                    row.cells[column] = value
                if problem or not into_cells:
                    row.problems.setdefault(column, problem or _covered(value))
        yield row


def _covered(value: object) -> Problem:
    return Problem(
        "merged_cell", "The cell is covered by a merged one; the file is too long to spread its value.", value
    )


def find_header(
    head: Sequence[RawRow], merged: Sequence[Merged], header_row: int | None, known: Collection[str]
) -> tuple[list[str], int]:
    """The headers and the last row they take up. Raises TableError: no_rows, no_header, no_such_row.

    A header row that is merged with its neighbours counts as one header of up to three rows, joined as "A / B".

    >>> head = [RawRow(1, {0: '名称', 1: '联系方式'}, {}), RawRow(2, {0: '名称', 1: '电话', 2: '传真'}, {})]
    >>> find_header(head, [Merged(1, 0, 2, 0), Merged(1, 1, 1, 2)], None, {'名称', '电话'})
    (['名称', '联系方式 / 电话', '联系方式 / 传真'], 2)
    """
    if not head:
        raise TableError("no_rows", "There is nothing in this sheet.")
    if header_row is None:
        width = max(max(row.cells, default=0) for row in head) + 1
        found = detect_header([[row.cells.get(column) for column in range(width)] for row in head], known)
        if found is None:
            raise TableError(
                "no_header",
                f"No row among the first {HEADER_SEARCH_ROWS} looks like a header. Say which row it is.",
                HEADER_SEARCH_ROWS,
            )
        header_row = head[found].number
    top, bottom = _header_block(merged, header_row)
    block = {row.number: dict(row.cells) for row in head if top <= row.number <= bottom}
    if header_row not in block:
        raise TableError("no_such_row", f"Row {header_row} is empty, so it cannot be the header.", header_row)
    for range_ in merged:
        for number in range(max(range_.top, top), min(range_.bottom, bottom) + 1):
            cells = block.get(number, {})
            if range_.left in cells:
                cells.update(dict.fromkeys(range(range_.left + 1, range_.right + 1), cells[range_.left]))
    last_column = max(max(cells, default=-1) for cells in block.values())
    rows = [block[number] for number in sorted(block)]
    return unique_headers(joined_header(row.get(column) for row in rows) for column in range(last_column + 1)), bottom


def _header_block(merged: Iterable[Merged], header_row: int) -> tuple[int, int]:
    """The first and last row of the header: the row and whatever rows it is merged with.

    >>> _header_block([Merged(2, 0, 3, 0), Merged(3, 5, 9, 5)], 3)
    (2, 3)
    """
    joined = [
        range_
        for range_ in merged
        if range_.top <= header_row <= range_.bottom and range_.bottom - range_.top < HEADER_DEPTH
    ]
    return min([header_row, *(r.top for r in joined)]), max([header_row, *(r.bottom for r in joined)])
