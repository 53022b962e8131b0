import csv
import io
import unittest

from odoo.addons.customer_file.tools.table_reader import WHOLE_ROW, TableError, read_table

KNOWN = {"客户名称", "电话"}


def read(content, **options):
    with read_table(io.BytesIO(content), "list.csv", known=KNOWN, **options) as table:
        return table, list(table.rows())


class TestCsv(unittest.TestCase):
    def assertError(self, code, content, **options):
        with self.assertRaises(TableError) as caught:
            read(content, **options)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def test_encodings(self):
        text = "客户名称,电话\r\n星禾鑫,154\r\n"
        for encoding, found in (
            ("utf-8", "utf-8-sig"),
            ("utf-8-sig", "utf-8-sig"),
            ("gb18030", "gb18030"),
            ("gbk", "gb18030"),
            ("utf-16", "utf-16"),
        ):
            with self.subTest(encoding=encoding):
                table, [row] = read(text.encode(encoding))
                self.assertEqual((table.headers, table.encoding), (["客户名称", "电话"], found))
                self.assertEqual((row.number, row.values), (2, ["星禾鑫", "154"]))

    def test_the_encoding_shows_late_in_the_file(self):
        ascii_first = "name,phone\n" + f"{'a' * 1000},1\n" * 2000 + "星禾,2\n"
        table, rows = read(ascii_first.encode("gb18030"))
        self.assertEqual((table.encoding, rows[-1].values, rows[-1].number), ("gb18030", ["星禾", "2"], 2002))

    def test_the_encoding_can_be_said(self):
        content = "name;phone\nMüller;1\n".encode("cp1252")
        table, [row] = read(content, encoding="cp1252")
        self.assertEqual((table.encoding, row.values), ("cp1252", ["Müller", "1"]))
        self.assertError("bad_encoding", content, encoding="utf-8")
        self.assertError("bad_encoding", content, encoding="no such encoding")

    def test_no_text_at_all(self):
        self.assertError("bad_encoding", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff")

    def test_delimiters(self):
        for delimiter in ",;\t":
            with self.subTest(delimiter=delimiter):
                lines = ["客户名称", "电话"], ["甲", '"1,2;3\t4"'], ["乙", "5"]
                table, rows = read("\n".join(map(delimiter.join, lines)).encode())
                self.assertEqual(table.delimiter, delimiter)
                self.assertEqual([row.values for row in rows], [["甲", "1,2;3\t4"], ["乙", "5"]])

    def test_quoted_newlines_are_one_row(self):
        _table, rows = read('客户名称,电话\n"甲\n机械","1"\n\n乙,2\n'.encode())
        self.assertEqual([(row.number, row.values) for row in rows], [(2, ["甲\n机械", "1"]), (4, ["乙", "2"])])

    def test_line_ends(self):
        for end in ("\n", "\r\n", "\r"):
            _table, rows = read(f"客户名称,电话{end}甲,1{end}乙,2".encode())
            self.assertEqual([row.values for row in rows], [["甲", "1"], ["乙", "2"]])

    def test_nul_characters_are_dropped(self):
        _table, [row] = read("客户名称,电话\n甲\0机械,1\n".encode())
        self.assertEqual(row.values, ["甲机械", "1"])

    def test_titles_and_footers(self):
        table, rows = read("客户一览表,\n\n客户名称,电话\n甲,1\n合计,1\n".encode())
        self.assertEqual((table.header_row, [row.skip for row in rows]), (3, ["", "footer"]))

    def test_numbers_that_excel_shortened(self):
        _table, [row] = read("客户名称,电话\n甲,1.38123E+10\n".encode())
        self.assertEqual(row.problems, {1: "digits_lost"})

    def test_error_values(self):
        _table, [row] = read("客户名称,电话\n甲,#N/A\n".encode())
        self.assertEqual((row.values, row.problems), (["甲", None], {1: "error_value"}))

    def test_a_stray_delimiter_is_a_problem_of_the_row(self):
        _table, rows = read("客户名称,电话\n甲,乙,1\n丙,2\n丁,3,\n".encode())
        self.assertEqual([row.problems for row in rows], [{WHOLE_ROW: "beyond_header"}, {}, {}])

    def test_a_quote_that_is_never_closed(self):
        _table, rows = read('客户名称,电话\n甲,1\n"乙,2\n丙,3\n'.encode())
        self.assertEqual([row.problems for row in rows], [{}, {WHOLE_ROW: "unclosed_quote"}])
        _table, [row] = read('客户名称,电话\n"制表人：\n乙,2\n丙,3\n'.encode())
        self.assertEqual((row.skip, row.problems), ("", {WHOLE_ROW: "unclosed_quote"}))
        endless = ('客户名称,电话\n甲,1\n"乙,2\n' + f"{'丙' * 1000},3\n" * 1100).encode()
        for limit in (csv.field_size_limit(), 500 << 20):  # Odoo sets the latter for the whole process
            self.addCleanup(csv.field_size_limit, csv.field_size_limit(limit))
            self.assertEqual(self.assertError("field_too_long", endless).value, 3)

    def test_a_last_row_without_newline_is_whole(self):
        _table, rows = read('客户名称,电话\n甲,"1"'.encode())
        self.assertEqual([(row.values, row.problems) for row in rows], [(["甲", "1"], {})])

    def test_an_endless_line(self):
        self.assertError("field_too_long", "客户名称,电话\n".encode() + b"a," * 1_000_000)

    def test_neither_header_nor_rows(self):
        self.assertError("no_header", b"hello")
        self.assertError("no_rows", b"\n \n")

    def test_text_under_the_name_of_an_old_workbook(self):
        with read_table(io.BytesIO("客户名称\t电话\n甲\t1\n".encode("gbk")), "list.xls", known=KNOWN) as table:
            self.assertEqual(table.headers, ["客户名称", "电话"])

    def test_a_file_object_stays_open_and_can_be_read_again(self):
        file = io.BytesIO("客户名称,电话\n甲,1\n".encode())
        with read_table(file, "list.csv", known=KNOWN) as table:
            self.assertEqual(list(table.rows()), list(table.rows()))
        self.assertFalse(file.closed)
