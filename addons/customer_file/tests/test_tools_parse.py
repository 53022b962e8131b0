import datetime
import unittest
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.customer_file.tools import parse

MAY_1 = datetime.date(2020, 5, 1)
QUICK = settings(deadline=None, max_examples=100)


class ParseCase(unittest.TestCase):
    def assertRefused(self, code, function, value, **options):
        with self.assertRaises(parse.ParseError, msg=f"{value!r} is accepted") as caught:
            function(value, **options)
        self.assertEqual(caught.exception.code, code, value)
        self.assertEqual(caught.exception.value, value)
        return str(caught.exception)


class TestDate(ParseCase):
    def test_spellings_of_a_day(self):
        for written in (
            MAY_1, datetime.datetime(2020, 5, 1, 13, 30), "2020-05-01", "2020/5/1", "2020.5.1", "2020年5月1日",
            "2020年5月1号",
            "20200501", 20200501, 20200501.0, "２０２０年５月１日", "２０２０／０５／０１",
            " 2020 - 5 - 1 ", "2020-05-01 13:30", "2020-05-01T13:30:00Z",
            "May 1, 2020", "1 May 2020", "1st may 2020", "1-May-2020", 43952, 43952.75,
        ):  # fmt: skip
            self.assertEqual(parse.parse_date(written), MAY_1, written)

    def test_months_and_years_begin(self):
        for written in ("2020年5月", "2020-05", "2020/5", "2020.5", "May 2020"):
            self.assertEqual(parse.parse_date(written), MAY_1, written)
        for written in ("2020年", "2020", 2020, 2020.0):
            self.assertEqual(parse.parse_date(written), datetime.date(2020, 1, 1), written)

    def test_day_first_when_there_is_no_doubt(self):
        self.assertEqual(parse.parse_date("31/12/2020"), datetime.date(2020, 12, 31))
        self.assertEqual(parse.parse_date("13.1.2020"), datetime.date(2020, 1, 13))
        self.assertEqual(parse.parse_date("12/31/2020"), datetime.date(2020, 12, 31))
        self.assertEqual(parse.parse_date("5/5/2020"), datetime.date(2020, 5, 5))

    def test_doubtful_dates_are_refused_with_both_readings(self):
        message = self.assertRefused("date_ambiguous", parse.parse_date, "03/04/2020")
        self.assertEqual(message, "“03/04/2020”: day or month first? Write 2020-04-03 or 2020-03-04")
        for written in ("12/12/20", "20-5-1", "1-May-20", "20年5月1日"):
            self.assertRefused("date_ambiguous", parse.parse_date, written)

    def test_days_no_calendar_has(self):
        for written in ("2020-02-30", "2019-02-29", "2020年13月1日", "20201301", "32/12/2020", "2020-0-1"):
            self.assertRefused("date_impossible", parse.parse_date, written)

    def test_years_out_of_range(self):
        for written in ("1799-12-31", "2101-01-01", datetime.date(1, 1, 1), datetime.datetime(9999, 1, 1)):
            self.assertRefused("date_out_of_range", parse.parse_date, written)
        self.assertEqual(parse.parse_date("1800-01-01"), datetime.date(1800, 1, 1))
        self.assertEqual(parse.parse_date("2100-12-31"), datetime.date(2100, 12, 31))

    def test_what_is_no_date(self):
        for written in (
            "soon",
            "2020/5-1",
            "2020-",
            "5.5",
            5,
            -1,
            2020.5,
            10**9,
            True,
            datetime.time(1),
            "1. Mai 2020",
        ):
            self.assertRefused("date_unknown", parse.parse_date, written)

    def test_digit_text_is_a_serial_only_when_asked(self):
        self.assertRefused("date_unknown", parse.parse_date, "43952")
        self.assertEqual(parse.parse_date("43952", serial_text=True), MAY_1)

    def test_serials_of_a_sane_range(self):
        self.assertEqual(parse.parse_date(7306), datetime.date(1920, 1, 1))
        self.assertRefused("date_unknown", parse.parse_date, 7305)
        self.assertEqual(parse.parse_date(73415), datetime.date(2100, 12, 31))
        self.assertRefused("date_unknown", parse.parse_date, 73416)

    @QUICK
    @given(st.dates(datetime.date(1800, 1, 1), datetime.date(2100, 12, 31)))
    def test_every_day_in_every_form(self, day):
        for written in (
            day.isoformat(),
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}{day.month:02}{day.day:02}",
        ):
            self.assertEqual(parse.parse_date(written), day)


class TestAmount(ParseCase):
    def test_spellings(self):
        for written, expected in (
            ("1,200", "1200"), ("１，２００", "1200"), ("￥1,000.50", "1000.50"), ("RMB 3000", "3000"),
            ("cny3000", "3000"),
            ("500万", "5000000"), ("1.2亿", "120000000"), ("500万元", "5000000"), ("3千", "3000"), ("3百万", "3000000"),
            ("0.5万亿", "500000000000"),
            ("人民币500万元整", "5000000"), ("1亿2000万", "120000000"), ("2万5千", "25000"), ("(1,200)", "-1200"),
            ("（1,200）", "-1200"),
            ("-1,200", "-1200"), ("−5", "-5"), ("¥-500", "-500"), ("-¥500", "-500"), ("1 200 000", "1200000"),
            (".5", "0.5"), ("0", "0"),
            (1200, "1200"), (0.1, "0.1"), (1200.0, "1200"), (Decimal("1.50"), "1.50"),
        ):  # fmt: skip
            self.assertEqual(str(parse.parse_amount(written)), expected, written)

    def test_nothing_is_none(self):
        for written in (None, "", " ", "-", "—", "/", "无", "N/A", "暂无"):
            self.assertIsNone(parse.parse_amount(written), written)

    def test_refusals(self):
        for code, values in {
            "amount_unknown": (
                "约5万",
                "1,20",
                "1,2345",
                "1.200,50",
                "1万2",
                "3千5百万",
                "100-200万",
                "1e5",
                "abc",
                "元",
                True,
                "()",
                "--5",
            ),
            "amount_percent": ("12.5%", "１２％", "3‰"),
            "amount_foreign_currency": ("$1,000", "US$5", "500万美元", "3000 EUR", "€5", "5港币"),
            "amount_out_of_range": (10**15, "9" * 40, "1000万亿", 1e300),
        }.items():
            for value in values:
                self.assertRefused(code, parse.parse_amount, value)

    def test_the_unit_of_the_header_applies_to_bare_numbers_only(self):
        self.assertEqual(parse.parse_amount("500", unit=10000), 5000000)
        self.assertEqual(parse.parse_amount(0.5, unit=Decimal(10000)), 5000)
        self.assertEqual(parse.parse_amount("500万", unit=10000), 5000000)

    def test_units_of_headers(self):
        for header, unit in (
            ("注册资本（万元）", 10**4), ("注册资本(亿)", 10**8), ("注册资本(单位:万元)", 10**4),
            ("注册资本/千元", 10**3),
            ("万元", 10**4),
            ("注册资本", 1), ("千叶店", 1), ("万达 销售额", 1),
        ):  # fmt: skip
            self.assertEqual(parse.amount_unit(header), unit, header)

    @QUICK
    @given(st.decimals(-(10**12), 10**12, places=2))
    def test_formatted_numbers_come_back(self, number):
        grouped = f"{number:,.2f}"
        full_width = "".join(chr(ord(char) + 0xFEE0) for char in grouped)
        for written in (grouped, full_width, f"￥{grouped}", f"{grouped}元", f"RMB {grouped}", f"{number}"):
            self.assertEqual(parse.parse_amount(written), number)
        self.assertEqual(parse.parse_amount(f"({abs(number):,.2f})"), -abs(number))
        self.assertEqual(parse.parse_amount(f"{number / 10000:f}万"), number)

    @QUICK
    @given(st.one_of(st.text(), st.text("0123456789.,万亿千 -()¥%"), st.floats(), st.integers()))
    def test_anything_is_an_amount_or_refused(self, written):
        for function in (parse.parse_amount, parse.parse_date, parse.parse_int, parse.parse_bool):
            try:
                function(written)
            except parse.ParseError as error:
                self.assertIn(error.code, parse.__doc__)


class TestIntAndBool(ParseCase):
    def test_whole_numbers(self):
        for written, expected in (
            ("1,200人", 1200),
            ("１２", 12),
            (3.0, 3),
            (7, 7),
            ("5万", 50000),
            ("-3", -3),
            ("12.0", 12),
            ("-", None),
        ):
            self.assertEqual(parse.parse_int(written), expected, written)
        for written in (1.5, "12.5", "1.5家"):
            self.assertRefused("int_fraction", parse.parse_int, written)
        for written in ("many", "3-5人", True):
            self.assertRefused("int_unknown", parse.parse_int, written)

    def test_yes_and_no(self):
        for written in ("是", "Y", "ｙｅｓ", "√", "✔️", "1", 1, True, "true", "有"):
            self.assertIs(parse.parse_bool(written), True, written)
        for written in ("否", "N", "no", "×", 0, False, "没有", "无"):
            self.assertIs(parse.parse_bool(written), False, written)
        for written in (None, " ", "-"):
            self.assertIsNone(parse.parse_bool(written))
        for written in ("x", "maybe", 2):
            self.assertRefused("bool_unknown", parse.parse_bool, written)

    def test_a_long_value_does_not_flood_the_message(self):
        self.assertLess(len(self.assertRefused("bool_unknown", parse.parse_bool, "长" * 5000)), 120)
