import datetime
import errno
import io
import tempfile
import tracemalloc
import unittest
import zipfile
from pathlib import Path

import openpyxl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment

from odoo.addons.customer_file.tools import table_reader, xlsx_stream
from odoo.addons.customer_file.tools.table_reader import WHOLE_ROW, TableError, read_table

KNOWN = {"客户名称", "电话", "传真", "注册资本", "地址"}
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "_rels/.rels": f'<Relationships><Relationship Id="w" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="{OFFICE}/worksheet"'
    f' Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": '<workbook><sheets><sheet name="S" sheetId="1" r:id="r1" xmlns:r="r"/></sheets></workbook>',
    "xl/styles.xml": '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="yyyy&quot;年&quot;m"/></numFmts><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="31"/><xf numFmtId="200"/></cellXfs></styleSheet>',
}


def packed(rows: str, behind: str = "", **changes: str) -> io.BytesIO:
    """An xlsx file with these rows, as bare as the reader needs it; `changes` replace parts by their last name."""
    head = '<row r="1"><c r="A1" t="str"><v>客户名称</v></c><c r="B1" t="str"><v>电话</v></c></row>'
    parts = {**PARTS, "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{head}{rows}</sheetData>{behind}</worksheet>"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, changes.get(Path(name).stem, content))
    return file


def written(*rows, merged=(), **cells) -> io.BytesIO:
    """An xlsx file with these rows, merged ranges and cells by their reference."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for reference, value in cells.items():
        sheet[reference] = value
    for range_ in merged:
        sheet.merge_cells(range_)
    file = io.BytesIO()
    workbook.save(file)
    return file


def read(file, **options):
    with read_table(file, "list.xlsx", known=KNOWN, **options) as table:
        return table, list(table.rows())


class XlsxCase(unittest.TestCase):
    def assertError(self, code, file, **options):
        with self.assertRaises(TableError) as caught:
            read(file, **options)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def cell(self, xml):
        """The value and the problem that a cell B2 with this XML gives."""
        _table, [row] = read(packed(f'<row r="2"><c r="A2" t="str"><v>甲</v></c>{xml}</row>'))
        return row.values[1], row.problems.get(1)


class TestCells(XlsxCase):
    def test_whole_numbers_have_neither_point_nor_exponent(self):
        for stored in ("13812345678", "13812345678.0", "1.3812345678E10"):
            self.assertEqual(self.cell(f'<c r="B2"><v>{stored}</v></c>'), (13812345678, None))
        value, _problem = self.cell('<c r="B2"><v>13812345678.0</v></c>')
        self.assertIsInstance(value, int)
        self.assertEqual(self.cell('<c r="B2"><v>0.5</v></c>'), (0.5, None))

    def test_digits_are_lost_from_sixteen_on(self):
        self.assertEqual(self.cell('<c r="B2"><v>999999999999999</v></c>'), (999999999999999, None))
        for stored in ("1000000000000000", "9.1110000600037344E+17"):
            value, problem = self.cell(f'<c r="B2"><v>{stored}</v></c>')
            self.assertEqual(problem, "digits_lost")
            self.assertIn(str(value), problem.message)
        self.assertEqual(self.cell('<c r="B2" t="str"><v>1.38E+10</v></c>')[1], "digits_lost")

    def test_formulas_give_their_stored_value_or_a_problem(self):
        self.assertEqual(self.cell('<c r="B2"><f>1+1</f><v>2</v></c>'), (2, None))
        self.assertEqual(self.cell('<c r="B2" t="str"><f>A1</f><v>x</v></c>'), ("x", None))
        self.assertEqual(self.cell('<c r="B2" t="str"><f>""</f><v></v></c>'), (None, None))
        for xml in ('<c r="B2"><f>1+1</f></c>', '<c r="B2"><f>1+1</f><v/></c>', '<c r="B2"><f t="shared" si="0"/></c>'):
            self.assertEqual(self.cell(xml), (None, "formula_without_value"))

    def test_formulas_of_programs_that_do_not_calculate(self):
        _table, [row] = read(written(["客户名称", "电话"], ["甲", "=1+1"]))
        self.assertEqual((row.values, row.problems), (["甲", None], {1: "formula_without_value"}))

    def test_error_values_are_problems(self):
        for xml in ('<c r="B2" t="e"><v>#REF!</v></c>', '<c r="B2" t="str"><v>#REF!</v></c>'):
            value, problem = self.cell(xml)
            self.assertEqual((value, problem, problem.value), (None, "error_value", "#REF!"))
        self.assertEqual(self.cell('<c r="B2" t="str"><v>#1 商行</v></c>'), ("#1 商行", None))

    def test_dates_by_their_format(self):
        for style in (1, 2, 3):
            expected = datetime.datetime(2020, 5, 1)
            self.assertEqual(self.cell(f'<c r="B2" s="{style}"><v>43952</v></c>'), (expected, None))
        self.assertEqual(self.cell('<c r="B2" s="0"><v>43952</v></c>'), (43952, None))
        self.assertEqual(self.cell('<c r="B2" s="1"><v>13812345678</v></c>'), (None, "date_out_of_range"))
        self.assertEqual(self.cell('<c r="B2" t="d"><v>2020-05-01</v></c>')[0], datetime.date(2020, 5, 1))

    def test_dates_counted_from_1904(self):
        workbook = '<workbook><workbookPr date1904="1"/>' + PARTS["xl/workbook.xml"].removeprefix("<workbook>")
        _table, [row] = read(packed('<row r="2"><c r="A2" s="1"><v>42490</v></c></row>', workbook=workbook))
        self.assertEqual(row.values[0], datetime.datetime(2020, 5, 1))

    def test_rich_text_without_phonetic_hints_and_escapes(self):
        rich = "<is><r><t>星</t></r><r><t>禾</t></r><rPh><t>xing</t></rPh></is>"
        self.assertEqual(self.cell(f'<c r="B2" t="inlineStr">{rich}</c>'), ("星禾", None))
        self.assertEqual(self.cell('<c r="B2" t="str"><v>a_x000D_b</v></c>'), ("a\rb", None))

    def test_shared_strings_beyond_a_block_and_beyond_memory(self):
        count = 1000
        strings = "".join(f"<si><t>{'长' * 2000}{number}</t></si>" for number in range(count))
        shared = xlsx_stream.SharedStrings(io.BytesIO(f"<sst>{strings}</sst>".encode()))
        self.assertEqual(len(shared), count)
        for number in (0, 15, 16, 17, 999, 3):
            self.assertEqual(shared[number], "长" * 2000 + str(number))
        with self.assertRaises(IndexError):
            _ = shared[count]

    def test_prefixed_xml_and_cells_without_reference(self):
        sheet = (
            '<x:worksheet xmlns:x="u"><x:sheetData><x:row><x:c t="str"><x:v>客户名称</x:v></x:c>'
            '<x:c t="str"><x:v>电话</x:v></x:c></x:row><x:row><x:c t="str"><x:v>甲</x:v></x:c><x:c><x:v>1</x:v></x:c>'
            "</x:row><x:row><x:c/><x:c><x:v>2</x:v></x:c></x:row></x:sheetData>"
            '<x:mergeCells><x:mergeCell ref="A2:A3"/></x:mergeCells></x:worksheet>'
        )
        table, rows = read(packed("", sheet1=sheet))
        self.assertEqual((table.headers, table.row_estimate), (["客户名称", "电话"], 3))
        self.assertEqual([(row.number, row.values) for row in rows], [(2, ["甲", 1]), (3, ["甲", 2])])


class TestLayout(XlsxCase):
    def test_titles_empty_rows_and_numbers(self):
        file = written(
            ["客户一览表"], ["截至一月", "单位：元"], [], ["客户名称", "电话"], [], ["甲", 1], [None, " "], ["乙", 2]
        )
        table, rows = read(file)
        self.assertEqual((table.headers, table.header_row), (["客户名称", "电话"], 4))
        self.assertEqual([(row.number, row.values) for row in rows], [(6, ["甲", 1]), (8, ["乙", 2])])

    def test_a_wrong_dimension_does_not_hide_rows(self):
        dimension = '<worksheet><dimension ref="A1"/>'
        sheet = (
            dimension + '<sheetData><row r="1"><c t="str"><v>客户名称</v></c><c t="str"><v>电话</v></c></row>'
            '<row r="2"><c t="str"><v>甲</v></c></row></sheetData></worksheet>'
        )
        _table, rows = read(packed("", sheet1=sheet))
        self.assertEqual([row.values for row in rows], [["甲", None]])

    def test_the_header_row_can_be_said(self):
        file = written(["客户名称", "电话"], ["名", "号"], ["甲", 1])
        table, rows = read(file, header_row=2)
        self.assertEqual((table.headers, [row.values for row in rows]), (["名", "号"], [["甲", 1]]))
        self.assertError("no_such_row", file, header_row=4)

    def test_headers_repeated_or_missing(self):
        table, _rows = read(written(["客户名称", "电话", None, " 电　话 ", "电话"], ["甲", 1, 2, 3, 4]))
        self.assertEqual(table.headers, ["客户名称", "电话", "(C)", "电 话", "电话 (2)"])

    def test_a_header_over_two_rows(self):
        file = written(
            ["客户名称", "联系方式", None, "地址"],
            [None, "电话", "传真", None],
            ["甲", 1, 2, "云岭"],
            merged=("A1:A2", "B1:C1", "D1:D2"),
        )
        table, rows = read(file)
        self.assertEqual(table.headers, ["客户名称", "联系方式 / 电话", "联系方式 / 传真", "地址"])
        self.assertEqual((table.header_row, [row.values for row in rows]), (2, [["甲", 1, 2, "云岭"]]))

    def test_merged_cells_give_their_value_down_but_not_sideways(self):
        file = written(
            ["区域", "客户名称", "电话"], ["华东", "甲", 1], [None, "乙", 2], [], [None, "丙", 3], [None, "丁", 4],
            merged=("A2:A5", "B5:C5"),
        )  # fmt: skip
        _table, rows = read(file)
        self.assertEqual([row.values[0] for row in rows], ["华东", "华东", "华东", None])
        self.assertEqual([row.number for row in rows], [2, 3, 5, 6])
        self.assertEqual(rows[2].values, ["华东", "丙", None])

    def test_in_a_long_file_merged_cells_are_problems(self):
        file = written(["区域", "客户名称"], ["华东", "甲"], [None, "乙"], merged=("A2:A3",))
        for small_file_rows, values, problems in ((3, ["华东", "乙"], {}), (2, [None, "乙"], {0: "merged_cell"})):
            _table, rows = read(file, small_file_rows=small_file_rows)
            self.assertEqual((rows[1].values, rows[1].problems), (values, problems))

    def test_a_problem_is_spread_like_a_value(self):
        file = written(["电话", "客户名称"], ["=A1", "甲"], [None, "乙"], merged=("A2:A3",))
        _table, rows = read(file)
        self.assertEqual([row.problems for row in rows], [{0: "formula_without_value"}] * 2)

    def test_rows_that_are_no_customers_say_why(self):
        file = written(
            ["客户名称", "电话", "注册资本"], ["甲", 1, 5], ["华南区"], ["客户名称", "电话", "注册资本"],
            ["合 计", None, 5],
            ["制表人：甲子", None, "审核：乙丑"], ["合计科技", 2, 5], ["Total", "+33 1", "France"],
            ["审核", 3],
            merged=("A3:C3",),
        )  # fmt: skip
        _table, rows = read(file)
        self.assertEqual([row.skip for row in rows], ["", "section", "repeated_header", "footer", "footer", "", "", ""])
        self.assertEqual(rows[3].problems[WHOLE_ROW], "footer")

    def test_values_right_of_the_header_are_pointed_out(self):
        _table, [row] = read(written(["客户名称", "电话"], ["甲", 1, None, "备用"]))
        self.assertEqual((row.values, row.problems), (["甲", 1, None, "备用"], {3: "beyond_header"}))

    def test_columns_that_are_only_formatted_do_not_count(self):
        styled = '<row r="2"><c r="A2" t="str"><v>甲</v></c><c r="XFD2" s="1"/></row>'
        table, [row] = read(packed(styled))
        self.assertEqual((len(table.headers), row.values), (2, ["甲", None]))

    def test_rows_can_be_read_again(self):
        with read_table(written(["客户名称", "电话"], ["甲", 1]), "list.xlsx", known=KNOWN) as table:
            self.assertEqual(list(table.rows()), list(table.rows()))
            self.assertGreaterEqual(table.row_estimate, 1)


class TestSheets(XlsxCase):
    def test_the_first_visible_sheet_with_content(self):
        workbook = openpyxl.Workbook()
        workbook.active.title = "空"
        workbook.active["A1"].alignment = Alignment(wrap_text=True)
        for title, state in (("藏", "hidden"), ("甲", "visible"), ("乙", "visible"), ("深", "veryHidden")):
            sheet = workbook.create_sheet(title)
            sheet.sheet_state = state
            sheet.append(["客户名称", "电话"])
            sheet.append([title, 1])
        file = io.BytesIO()
        workbook.save(file)
        table, [row] = read(file)
        self.assertEqual((table.sheet_names, table.sheet, row.values[0]), (["空", "甲", "乙"], "甲", "甲"))
        table, [row] = read(file, sheet="乙")
        self.assertEqual((table.sheet, row.values[0]), ("乙", "乙"))
        self.assertEqual(self.assertError("no_such_sheet", file, sheet="藏").value, "藏")
        self.assertError("no_rows", file, sheet="空")


class TestRefusedFiles(XlsxCase):
    def test_other_formats_are_named(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 70_000
        for code, content in (
            ("empty_file", b""),
            ("old_xls", ole),
            ("encrypted", ole + "EncryptedPackage".encode("utf-16-le")),
            ("pdf_file", b"%PDF-1.7\n"),
            ("html_as_xls", b"\xef\xbb\xbf\r\n<html><table>"),
            ("html_as_xls", '<?xml version="1.0"?><Workbook>'.encode("utf-16")),
            ("zip_not_xlsx", _zip("word/document.xml")),
            ("numbers_file", _zip("Index/Document.iwa")),
            ("broken_file", b"PK\x03\x04" + b"\0" * 100),
            ("broken_file", written(["a", "b"]).getvalue()[:-200]),
        ):
            with self.subTest(code=code):
                self.assertError(code, io.BytesIO(content))

    def test_a_sheet_without_header_or_content(self):
        self.assertError("no_header", written(["甲"], ["乙"]))
        self.assertError("no_rows", written())

    def test_zip_bombs(self):
        sheet = "<worksheet><sheetData/>" + " " * (65 << 20) + "</worksheet>"
        bomb = packed("", sheet1=sheet)
        self.assertError("zip_bomb", bomb)
        self.assertError("zip_bomb", bomb, unpacked_ratio=10**6, unpacked_limit=64 << 20)
        self.assertError("zip_bomb", written(["客户名称", "电话"], ["甲", 1]), unpacked_limit=100)

    def test_entity_bombs_and_endless_cells(self):
        entity = '<!DOCTYPE a [<!ENTITY b "bb">]><worksheet><sheetData/></worksheet>'
        self.assertError("broken_file", packed("", sheet1=entity))
        endless = '<row r="2"><c r="A2" t="str"><v>' + "长" * 140_000 + "</v></c></row>"
        self.assertError("field_too_long", packed(endless))

    def test_a_missing_file_is_no_damaged_one(self):
        with self.assertRaises(FileNotFoundError):
            read_table(Path(tempfile.gettempdir()) / "no such list.xlsx", "list.xlsx")

    def test_a_full_disk_is_no_damaged_file(self):
        with self.assertRaises(OSError), table_reader.damage_reported():
            raise OSError(errno.ENOSPC, "No space left on device")
        with self.assertRaises(TableError), table_reader.damage_reported():
            raise OSError(errno.EINVAL, "Invalid argument")

    @settings(deadline=None, max_examples=100)
    @given(st.binary(max_size=300), st.sampled_from((b"", b"PK\x03\x04", b"\xff\xfe", b"a,b\n1,2\n", b"<")))
    def test_random_bytes_give_a_table_or_a_table_error(self, content, start):
        self._read_or_refuse(start + content)

    @settings(deadline=None, max_examples=100)
    @given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8), st.booleans())
    def test_damaged_files_give_a_table_or_a_table_error(self, damages, inside):
        if inside:
            sheet = bytearray(
                b'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
            )
            file = _damaged(sheet, damages)
            content = packed("", sheet1=bytes(file)).getvalue()
        else:
            content = _damaged(bytearray(SMALL), damages)
        self._read_or_refuse(bytes(content))

    def _read_or_refuse(self, content):
        codes = table_reader.TableError.__doc__
        try:
            _table, rows = read(io.BytesIO(content))
        except TableError as error:
            self.assertIn(f" {error.code} ", codes)
        else:
            self.assertIsInstance(rows, list)


class TestMemory(unittest.TestCase):
    def test_memory_does_not_grow_with_the_rows(self):
        few, many = (self._peak(rows) for rows in (520, 1300))  # to keep the 6,240 more texts takes 4 MB
        self.assertLess(many - few, 1 << 20, f"{few} bytes for 520 rows, {many} for 1,300")

    @staticmethod
    def _peak(count):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list.xlsx"
            with xlsxwriter.Workbook(path) as workbook:  # shared strings, no two the same
                sheet = workbook.add_worksheet()
                sheet.write_row(0, 0, [f"列{column}" for column in range(8)])
                for row in range(1, count + 1):
                    sheet.write_row(row, 0, [f"{'长' * 300}{row}-{column}" for column in range(8)])
            tracemalloc.start()
            try:
                with read_table(path, "list.xlsx") as table:
                    assert sum(1 for _row in table.rows()) == count
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()


def _zip(name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "x")
    return file.getvalue()


def _damaged(content, damages):
    for place, byte in damages:
        content[place % len(content)] = byte
    return content


SMALL = written(["客户名称", "电话"], ["甲", 15400000001], ["乙", "=1+1"], merged=("A2:A3",)).getvalue()
