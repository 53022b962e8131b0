"""Finding the header of a table among title rows, and the rows that are none of its data."""

import re
from collections.abc import Collection, Iterable, Sequence

from .normalise import text

HEADER_SEARCH_ROWS = 20
JOINT = " / "

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_REQUIRED_MARK = re.compile(r"(?:必填|选填|必录|required|optional)$")
_TOTAL = re.compile(r"(?:总|合|小|共|累|本页合|本页小)计(?:\d+(?:家|户|条|个|名)?)?|(?:grand|sub)?total", re.IGNORECASE)
_TOTAL_LENGTH = 30  # characters; a longer text is no word for a total
_SIGNED_BY = re.compile(
    r"(?:制表|制单|填表|填报|编制|审核|复核|审批|批准|打印|导出|经办)(?:(?:人|员|日期|时间|单位|部门)\s*(?::|$)|\s*:)"
)
_NOTE = re.compile(r"(?:备注|说明|注|note|remark)s?\s*:", re.IGNORECASE)
_NUMBER = re.compile(r"[-+(]?\s*[¥$]?\s*[\d,.\s]+\)?%?")


def header_keys(header: object) -> list[str]:
    """The forms in which a header may be known: whole, without brackets, the last of joined parts; most exact first.

    >>> header_keys('* 客户 名称：'), header_keys('注册资本（万元）'), header_keys('联系方式 / E-mail')
    (['客户名称'], ['注册资本万元', '注册资本'], ['联系方式email', 'email'])
    >>> header_keys('电话（必填）'), header_keys(' ')
    (['电话'], [])
    """
    whole = text(header)
    last = whole.rpartition(JOINT)[2]
    forms = (whole, _BRACKETED.sub("", whole), last, _BRACKETED.sub("", last))
    keys = (_REQUIRED_MARK.sub("", "".join(filter(str.isalnum, form.casefold()))) for form in forms)
    return [key for key in dict.fromkeys(keys) if key]


def detect_header(rows: Sequence[Sequence[object]], known: Collection[str] = ()) -> int | None:
    """The index of the header among the first rows: the one with most known headers, at least two.

    Without such a row, the first that has two texts and is followed by a row with two values; else None.

    >>> detect_header([['客户一览表', None], ['客户名称', '电话'], ['星禾', 154]], {'客户名称', '电话'})
    1
    >>> detect_header([['客户一览表', None], ['名', '号'], ['星禾', 154]]), detect_header([['客户一览表']])
    (1, None)
    """
    rows = rows[:HEADER_SEARCH_ROWS]
    known_keys = {key for name in known for key in header_keys(name)[:1]}
    hits = [len({key for cell in row for key in header_keys(cell) if key in known_keys}) for row in rows]
    if hits and max(hits) >= 2:
        return hits.index(max(hits))
    for index, row in enumerate(rows[:-1]):
        labels = [cell for cell in row if isinstance(cell, str) and text(cell) and not _NUMBER.fullmatch(text(cell))]
        if len(labels) >= 2 and sum(cell is not None for cell in rows[index + 1]) >= 2:
            return index
    return None


def unique_headers(headers: Iterable[object]) -> list[str]:
    """Normalised headers, no two the same: a repeated one gets a number, an empty one the letter of its column.

    >>> unique_headers(['电话', None, ' 电话 ', '电话 (2)'])
    ['电话', '(B)', '电话 (2)', '电话 (2) (2)']
    """
    unique: list[str] = []
    for index, header in enumerate(headers):
        base = text(header) or f"({column_letters(index)})"
        name, count = base, 1
        while name in unique:
            count += 1
            name = f"{base} ({count})"
        unique.append(name)
    return unique


def joined_header(parts: Iterable[object]) -> str:
    """The header of a column whose header spans several rows, each part once.

    >>> joined_header(['联系方式', '电话']), joined_header(['名称', '名称']), joined_header([None, '传真'])
    ('联系方式 / 电话', '名称', '传真')
    """
    return JOINT.join(dict.fromkeys(filter(None, map(text, parts))))


def is_footer(values: Sequence[object]) -> bool:
    """Whether a row is a total (a word for it, and else only numbers), a note, or says who made or checked the list.

    >>> is_footer([None, '合 计：', None, 12]), is_footer(['Total', '', '1,200'])
    (True, True)
    >>> is_footer(['制表人：甲子', '审核人：'])
    True
    >>> is_footer(['合计科技有限公司', 12]), is_footer(['Total', 'France']), is_footer(['备注：以上数据截至六月'])
    (False, False, True)
    """
    words = (word for value in values if value is not None and (word := text(value)) and not _NUMBER.fullmatch(word))
    first = next(words, "")
    if _SIGNED_BY.match(first):
        return True
    is_total = len(first) <= _TOTAL_LENGTH and _TOTAL.fullmatch("".join(filter(str.isalnum, first)))
    return bool(is_total or _NOTE.match(first)) and next(words, None) is None


def column_letters(index: int) -> str:
    """The letters of a 0-based column.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
