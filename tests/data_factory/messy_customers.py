#!/usr/bin/env python3
"""A customer list as people really keep them, and the truth about each of its rows.

    messy_customers.py LIST.xlsx [--rows 2000] [--seed 1]      writes the list and LIST.xlsx.truth.json

Names, codes and numbers are invented: codes belong to a region that does not exist (9999), mobile numbers to a
range that no operator has (154), landlines to an area code that is not assigned (026), e-mail to example.com.

What is expected of a row is known because the row was made so; nothing that the import uses is asked.
"""

import argparse
import datetime
import itertools
import json
import random
import zipfile
from collections import Counter
from pathlib import Path

import xlsxwriter
from stdnum.cn import uscc

HEADER_ROW = 4  # two title rows and an empty one stand above
HEADERS = {
    "region": "销售片区",
    "name": "＊客户名称",
    "code": "统一社会信用代码：",
    "phone": "电话（手机）",
    "fax": "传　真",
    "address": "地　址",
    "postcode": "邮编 ",
    "email": "Ｅ-mail",
    "person": "法定\n代表人",
    "capital": "注册资本",
    "founded": "成立日期",
    "industry": "行业",
    "kind": "客户类别",
    "scope": "经营范围",
}
REGIONS = ("华东", "华南", "华北", "西南")
INDUSTRIES = ("机械制造", "批发零售", "建筑", "物流")
KINDS = ("供应商", "经销商", "终端客户", "合作伙伴")
PLACES = ("云岭", "青石", "松浦", "临溪", "（云岭）", "北山(集团)")
TRADES = ("机械", "商贸", "建材", "电子科技", "物流", "食品")
LEGAL_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司")
STEM = "星禾瑞泽恒丰嘉木晨光鼎远博雅思源安泰弘毅景行"
SURNAMES, GIVEN = "甲乙丙丁戊己", "子丑寅卯辰巳"

GOOD_DATES = (
    "2015-05-01", "2015/5/1", "2015.5.1", "2015年5月1日", "20150501", "２０１５年５月１日", "2015年5月", "2015年",
    "31/12/2015", "May 1, 2015", "1 May 2015", "2015-05-01 00:00:00",
    42125, 20150501, datetime.date(2015, 5, 1), "-", None,
)  # fmt: skip
BAD_DATES = {
    "2015-02-30": "date_impossible",
    "2015年13月1日": "date_impossible",
    "03/04/2015": "date_ambiguous",
    "15-5-1": "date_ambiguous",
    "九十年代初": "date_unknown",
    "1750-01-01": "date_out_of_range",
}
GOOD_AMOUNTS = (
    "500万", "1.2亿", "500万元", "3千", "1,200", "１，２００", "￥1,000.50", "RMB 3000", "人民币500万元整", "1亿2000万",
    5000000, 1234.5, "-", "", None,
)  # fmt: skip
BAD_AMOUNTS = {
    "约五百万": "amount_unknown",
    "100-200万": "amount_unknown",
    "1.200,50": "amount_unknown",
    "12.5%": "amount_percent",
    "500万美元": "amount_foreign_currency",
    "$1,000": "amount_foreign_currency",
}
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!")
ODD_NAMES = (
    "=SUM(A1:A9){}", "+{}商行", "-{}商行", "@{}商行", "🚀{}科技👩‍🔧有限公司",
    "{}'); DROP TABLE res_partner;--", "<script>alert(1)</script>{}",
    "{}" + "很长的名字" * 60, "\u200b{}\ufeff有限公司", "  {}　商　行 ", "{} & Söhne GmbH", "ＡＢＣ{}Ｌｔｄ．",
)  # fmt: skip
# How many of a thousand rows are of each kind; the rest are ordinary customers.
SHARES = {
    "same_code": 50,
    "same_name": 50,
    "same_phone": 30,
    "bad_code": 25,
    "code_as_number": 10,
    "bad_date": 25,
    "bad_amount": 25,
    "no_name": 15,
    "formula_without_value": 15,
    "error": 15,
    "formula_with_value": 30,
    "odd_name": 60,
    "foreign": 20,
}
EMPTY_ROWS = 10  # in a thousand
# Written as results of formulas, then taken out: no result at all, and the text "" (which has another type of cell).
_NO_VALUE, _EMPTY_TEXT = 98765432100123, "@empty@"


class Formula(str):
    """A formula, with the result that the file keeps for it (None: none)."""

    result: object = None

    @classmethod
    def giving(cls, formula: str, result: object) -> "Formula":
        made = cls(formula)
        made.result = result
        return made


def make(path, rows: int = 2000, seed: int = 1) -> dict:
    """Write a list of `rows` customers to `path` (.xlsx) and return the truth about it.

    :return: ``header_row``; ``headers``; ``industries`` and ``kinds`` that occur; ``counts`` by outcome and reason;
        and ``rows``, by row number in the file: ``outcome`` ('create', 'duplicate_of_row', 'refuse'), ``reason`` of
        a refusal, and of a duplicate the row (``of``) and what shows it (``by``: 'code', 'name', 'phone'). Empty
        rows are not in it.
    """
    book = _Book(random.Random(seed), rows)
    kinds = [kind for kind, share in SHARES.items() for _ in range(max(1, rows * share // 1000))]
    kinds += ["ordinary"] * max(0, rows - len(kinds))
    book.random.shuffle(kinds)
    book.add("ordinary")  # so that there is something to be a duplicate of
    for position, kind in enumerate(kinds[: rows - 1]):
        if position % 1000 < EMPTY_ROWS:
            book.next_row += 1
        book.add(kind)
    truth = {
        "header_row": HEADER_ROW,
        "headers": list(HEADERS.values()),
        "industries": list(INDUSTRIES),
        "kinds": list(KINDS),
        "rows": book.truth,
    }
    book.add_end()
    book.write(Path(path))
    truth["counts"] = dict(Counter(row.get("reason") or row["outcome"] for row in book.truth.values()))
    return truth


class _Book:
    """The rows made so far, by number, and the truth about them."""

    def __init__(self, rng: random.Random, rows: int):
        self.random = rng
        self.rows: dict[int, dict[str, object]] = {}
        self.truth: dict[int, dict] = {}
        self.sections: list[int] = []
        self.next_row = HEADER_ROW + 1
        self.originals: list[tuple[int, dict]] = []
        width = next(width for width in itertools.count(3) if len(STEM) ** width > 2 * rows)
        self.stems = map("".join, itertools.product(STEM, repeat=width))
        self.serial = itertools.count(1)

    def add(self, kind: str) -> None:
        """One more customer of this kind, after the last."""
        cells, truth = getattr(self, "_" + kind)()
        self.rows[self.next_row] = cells
        self.truth[self.next_row] = truth
        if kind == "ordinary":
            self.originals.append((self.next_row, cells))
        self.next_row += 1

    def add_end(self) -> None:
        """The header once more, a heading across the table, a total, and who made the list: none a customer."""
        for cells, reason in (
            (dict(HEADERS), "repeated_header"),
            ({"region": "以下为历史客户"}, "section"),
            ({"region": "合　计：", "capital": Formula.giving("SUM(J5:J9)", 12345)}, "footer"),
            ({"region": "制表人：甲子", "founded": "制表日期：2024-01-05"}, "footer"),
        ):
            if reason == "section":
                self.sections.append(self.next_row)
            self.rows[self.next_row] = cells
            self.truth[self.next_row] = {"outcome": "refuse", "reason": reason}
            self.next_row += 2

    def _ordinary(self) -> tuple[dict, dict]:
        serial, rng = next(self.serial), self.random
        name = rng.choice(PLACES) + next(self.stems) + rng.choice(TRADES) + rng.choice(LEGAL_FORMS)
        cells = {
            "name": name,
            "code": _credit_code(serial),
            "phone": rng.choice(_PHONE_SPELLINGS)(serial),
            "fax": rng.choice((f"026-7{serial:07}", None)),
            "address": f"云岭市星河路{serial}号 {rng.choice('ＡＢＣ')}座，{rng.randrange(1, 30)}楼",
            "postcode": rng.choice(("999000", 999000, "９９９０００")),
            "email": f"info{serial}@example.com",
            "person": rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(("", rng.choice(GIVEN))),
            "capital": rng.choice(GOOD_AMOUNTS),
            "founded": rng.choice(GOOD_DATES),
            "industry": rng.choice(INDUSTRIES),
            "kind": rng.choice(KINDS),
            "scope": rng.choice(("机械设备、零配件的销售；\n技术服务。", "批发，零售", None)),
        }
        return cells, {"outcome": "create"}

    def _changed(self, **changes: object) -> dict:
        return {**self._ordinary()[0], **changes}

    def _refused(self, reason: str, **changes: object) -> tuple[dict, dict]:
        return self._changed(**changes), {"outcome": "refuse", "reason": reason}

    def _duplicate(self, by: str, **changes) -> tuple[dict, dict]:
        row, original = self.random.choice(self.originals)
        made = {name: change(original[name]) if change else None for name, change in changes.items()}
        return self._changed(**made), {"outcome": "duplicate_of_row", "of": row, "by": by}

    def _same_code(self) -> tuple[dict, dict]:
        return self._duplicate("code", code=self.random.choice(_CODE_SPELLINGS))

    def _same_name(self) -> tuple[dict, dict]:
        return self._duplicate("name", name=self.random.choice(_NAME_SPELLINGS), code=None, phone=None)

    def _same_phone(self) -> tuple[dict, dict]:
        return self._duplicate("phone", phone=self._other_phone_spelling, code=None)

    def _other_phone_spelling(self, phone: object) -> str:
        """The number of an ordinary row again: all of them are made from a serial number of 8 digits at the end."""
        digits = "".join(str(int(char)) for char in str(phone).partition("转")[0] if char.isdecimal())
        return self.random.choice(_PHONE_SPELLINGS_OF[digits[-11:-8]])(int(digits[-7:]))

    def _bad_code(self) -> tuple[dict, dict]:
        code = _credit_code(next(self.serial))
        wrong_digit = code[:17] + self.random.choice("0123456789".replace(code[17], ""))
        return self._refused("bad_credit_code", code=self.random.choice((wrong_digit, code.replace("0", "O", 1))))

    def _code_as_number(self) -> tuple[dict, dict]:
        return self._refused("digits_lost", code=919999000000000000 + self.random.randrange(10**6))

    def _bad_date(self) -> tuple[dict, dict]:
        written, reason = self.random.choice(list(BAD_DATES.items()))
        return self._refused(reason, founded=written)

    def _bad_amount(self) -> tuple[dict, dict]:
        written, reason = self.random.choice(list(BAD_AMOUNTS.items()))
        return self._refused(reason, capital=written)

    def _no_name(self) -> tuple[dict, dict]:
        return self._refused("empty_name", name=self.random.choice((None, " 　", "\u200b")))

    def _formula_without_value(self) -> tuple[dict, dict]:
        place = self.random.choice(("name", "phone", "capital"))
        return self._refused("formula_without_value", **{place: Formula('CONCATENATE("a","b")')})

    def _error(self) -> tuple[dict, dict]:
        place, error = self.random.choice(("code", "phone", "capital", "founded")), self.random.choice(ERRORS)
        return self._refused("error_value", **{place: Formula.giving("1/0", error)})

    def _formula_with_value(self) -> tuple[dict, dict]:
        cells = self._ordinary()[0]
        results = {
            "name": Formula.giving(f'TRIM("{cells["name"]}")', cells["name"]),
            "capital": Formula.giving("100*50000", 5000000),
            "founded": Formula.giving("DATE(2015,5,1)", 42125),
            "scope": Formula.giving('IF(1>2,"a","")', _EMPTY_TEXT),
        }
        place = self.random.choice(list(results))
        return {**cells, place: results[place]}, {"outcome": "create"}

    def _odd_name(self) -> tuple[dict, dict]:
        return self._changed(name=self.random.choice(ODD_NAMES).format(next(self.stems))), {"outcome": "create"}

    def _foreign(self) -> tuple[dict, dict]:
        serial = next(self.serial)
        code = self.random.choice((f"DE{serial:09}", f"{110000_000_000_000 + serial}", None))
        name = f"{next(self.stems)} Trading Co., Ltd."
        return self._changed(name=name, code=code, phone=f"+49 30 {1000000 + serial}"), {"outcome": "create"}

    def write(self, path: Path) -> None:
        """Write the file."""
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
            sheet = workbook.add_worksheet("客户")
            workbook.add_worksheet("说明").write_string(0, 0, "本表由业务部填写")
            hidden = workbook.add_worksheet("旧数据")
            hidden.hide()
            hidden.write_row(0, 0, ["客户名称", "电话"])
            self._write_sheet(sheet, workbook.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
        _drop_results(path)

    def _write_sheet(self, sheet, date_format) -> None:
        last = len(HEADERS) - 1
        sheet.merge_range(0, 0, 0, last, "云岭公司客户一览表")
        sheet.merge_range(1, 0, 1, last, "截至 2024年1月　　单位：元")
        for column, header in enumerate(HEADERS.values()):
            sheet.write_string(HEADER_ROW - 1, column, header)
        for number, cells in self.rows.items():
            for column, name in enumerate(HEADERS):
                _write_cell(sheet, number - 1, column, cells.get(name), date_format)
        for number in self.sections:
            sheet.merge_range(number - 1, 0, number - 1, last, self.rows[number]["region"])
        customers = [number for number, cells in self.rows.items() if "name" in cells and "region" not in cells]
        for start in range(0, len(customers), 25):
            first, *rest = customers[start : start + 25]
            region = REGIONS[start // 25 % len(REGIONS)] + "区"
            if rest:
                sheet.merge_range(first - 1, 0, rest[-1] - 1, 0, region)
            else:
                sheet.write_string(first - 1, 0, region)


def _write_cell(sheet, row: int, column: int, value: object, date_format) -> None:
    if value is None:
        return
    if isinstance(value, Formula):
        sheet.write_formula(row, column, "=" + value, None, _NO_VALUE if value.result is None else value.result)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value, date_format)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)


def _drop_results(path: Path) -> None:
    """Put what the marks stand for in their place. Programs that do not calculate leave formulas without result."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            content = content.replace(b"<v>%d</v>" % _NO_VALUE, b"")
            archive.writestr(name, content.replace(b"<v>%b</v>" % _EMPTY_TEXT.encode(), b"<v></v>"))


def _credit_code(serial: int) -> str:
    body = f"91999900MA{serial:07}"
    return body + uscc.calc_check_digit(body)


def _full_width(written: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in written)


_MOBILE_SPELLINGS = (
    lambda n: f"154{n:08}",
    lambda n: 15400000000 + n,
    lambda n: f"+86 154 {n // 10000:04} {n % 10000:04}",
    lambda n: f"0086-154{n:08}",
    lambda n: f"154-{n // 10000:04}-{n % 10000:04}",
    lambda n: _full_width(f"154{n:08}"),
)
_LANDLINE_SPELLINGS = (
    lambda n: f"026-8{n:07}",
    lambda n: f"(026) 8{n:07}",
    lambda n: f"+86 26 8{n:07}",
    lambda n: f"026-8{n:07}转801",
)
_PHONE_SPELLINGS = _MOBILE_SPELLINGS + _LANDLINE_SPELLINGS
_PHONE_SPELLINGS_OF = {"154": _MOBILE_SPELLINGS, "026": _LANDLINE_SPELLINGS, "626": _LANDLINE_SPELLINGS}
_CODE_SPELLINGS = (
    str,
    str.lower,
    _full_width,
    lambda code: f" {code[:8]} {code[8:]} ",
    lambda code: f"{code[:2]}-{code[2:8]}-{code[8:]}",
)
_NAME_SPELLINGS = (
    lambda name: _without_legal_form(name) + "有限责任公司",
    lambda name: _without_legal_form(name),
    lambda name: " ".join(name),
    lambda name: name.replace("（", "(").replace("）", ")") + "　",
    lambda name: name.replace("(", "【").replace(")", "】") + "\u200b",
)


def _without_legal_form(name: str) -> str:
    return next(name.removesuffix(form) for form in ("有限责任公司", "股份有限公司", "有限公司") if name.endswith(form))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    truth = make(options.path, options.rows, options.seed)
    options.path.with_name(options.path.name + ".truth.json").write_text(
        json.dumps(truth, ensure_ascii=False, indent=1)
    )
    print(f"{options.path}: {truth['counts']}")


if __name__ == "__main__":
    main()
