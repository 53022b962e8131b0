import unittest

from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from odoo.addons.customer_file.tools import normalise

CELLS = st.one_of(
    st.text(), st.none(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.decimals()
)
QUICK = settings(deadline=None, max_examples=100)
DIGITS = st.text("0123456789", min_size=8, max_size=8)


class TestText(unittest.TestCase):
    @QUICK
    @given(st.text())
    def test_twice_is_once(self, written):
        once = normalise.text(written)
        self.assertEqual(normalise.text(once), once)

    @QUICK
    @given(CELLS)
    def test_any_cell_becomes_storable_text(self, cell):
        written = normalise.text(cell)
        written.encode()  # no lone surrogates
        self.assertNotIn("\0", written)
        self.assertEqual(written, " ".join(written.split()))

    def test_width_spaces_and_invisible_characters(self):
        for written, expected in (
            ("ＡＢＣ１２３", "ABC123"),
            ("星禾　机械", "星禾 机械"),
            ("\ufeff星禾\u200b机\u00ad械\x07", "星禾机械"),
            (" a\t\r\n b ", "a b"),
            ("a\ud800b", "ab"),
            ("（ａ）", "(a)"),
        ):
            self.assertEqual(normalise.text(written), expected)

    def test_numbers_are_written_in_full(self):
        self.assertEqual(normalise.text(13812345678.0), "13812345678")
        self.assertEqual(normalise.text(1e18), "1000000000000000000")
        self.assertEqual(normalise.text(0.1), "0.1")
        self.assertEqual(normalise.text(float("nan")), "")


class TestNameKey(unittest.TestCase):
    @QUICK
    @given(st.text())
    def test_twice_is_once(self, name):
        once = normalise.name_key(name)
        self.assertEqual(normalise.name_key(once), once)

    @QUICK
    @given(st.text("有限责任公司股份集团 ().,·ltdcoinc分", max_size=12))
    def test_twice_is_once_around_legal_forms(self, name):
        once = normalise.name_key(name)
        self.assertEqual(normalise.name_key(once), once)

    @QUICK
    @given(st.text())
    def test_only_a_blank_name_has_no_key(self, name):
        self.assertEqual(normalise.name_key(name) == "", not _visible(name))

    @QUICK
    @given(
        st.sampled_from(("星禾机械", "云岭集团", "Acme Zinc", "华兴厂")),
        st.sampled_from(
            (
                "",
                "有限公司",
                "有限责任公司",
                "股份有限公司",
                "公司",
                " Co., Ltd.",
                " Co.,Ltd",
                " Co Ltd",
                " LTD",
                " Limited",
            )
            + (" Inc.", " Corp", " Corporation", " GmbH", " LLC", " L.L.C.", " Company", "（有限公司）", " 有 限 公 司")
        ),
    )
    def test_the_legal_form_does_not_count(self, name, form):
        self.assertEqual(normalise.name_key(name + form), name.replace(" ", "").casefold())

    def test_different_companies_stay_different(self):
        for one, other in (
            ("星禾集团有限公司", "星禾有限公司"),
            ("星禾有限公司", "星禾有限公司云岭分公司"),
            ("星禾分公司", "星禾"),
            ("Texaco", "Texa"),
            ("Zinc", "Z"),
        ):
            self.assertNotEqual(normalise.name_key(one), normalise.name_key(other), (one, other))

    def test_brackets_dots_and_width_do_not_count(self):
        keys = {
            normalise.name_key(name)
            for name in ("华兴（集团）有限公司", "华兴(集团)有限公司", "华兴·集团", "华兴【集团】 ")
        }
        self.assertEqual(keys, {"华兴集团"})

    def test_a_name_that_is_only_a_legal_form_is_kept(self):
        self.assertEqual(normalise.name_key("有限公司"), "有限公司")
        self.assertEqual(normalise.name_key("Co., Ltd."), "coltd")


def _visible(name):
    return normalise.text(name) and normalise._VARIATION_SELECTORS.sub("", normalise.text(name)).strip()


class TestPhoneKey(unittest.TestCase):
    @QUICK
    @given(
        DIGITS,
        st.sampled_from(("{}", "+86 {}", "0086-{}", "86{}", "（+86）{}", "{}转8", "{} ext. 12", "{}#3", "电话:{}")),
    )
    def test_spellings_of_a_mobile_number(self, tail, spelling):
        number = "154" + tail
        for written in (number, f"154-{tail[:4]}-{tail[4:]}", f"154 {tail[:4]} {tail[4:]}"):
            self.assertEqual(normalise.phone_key(spelling.format(written)), number)

    def test_spellings_of_a_landline(self):
        for written in (
            "026-88880001", "(026)88880001", "026 8888 0001", "０２６－８８８８０００１", "+86 26 8888 0001",
            "86 26 8888 0001", "(+86) 26 88880001", "+86-026-88880001",
            "0086 26 88880001", "026-88880001-801", "026-88880001转801", "026-88880001 x801", "026—88880001",
        ):  # fmt: skip
            self.assertEqual(normalise.phone_key(written), "02688880001", written)

    def test_dashes_inside_a_number_are_no_extension(self):
        self.assertEqual(normalise.phone_key("400-800-1234"), "4008001234")
        self.assertEqual(normalise.phone_key("154-0000-0001"), "15400000001")

    def test_numbers_of_cells_and_other_countries(self):
        self.assertEqual(normalise.phone_key(15400000001.0), "15400000001")
        self.assertEqual(normalise.phone_key("+1 (415) 555-2671"), "14155552671")
        self.assertEqual(normalise.phone_key("0044 20 7946 0000"), normalise.phone_key("+44 20 7946 0000"))

    def test_several_numbers_in_a_cell(self):
        for between in ("/", "、", "；", ",", "\n", " ", " 或 ", "  手机："):
            with self.subTest(between=between):
                found = normalise.phone_keys(f"026-88880001{between}15400000001")
                self.assertEqual(found, ["02688880001", "15400000001"])

    def test_what_is_no_number(self):
        for written in ("", None, "123456", "154****0001", "无", "91999900MA0000001X"[:6], "1" * 16):
            self.assertEqual(normalise.phone_key(written), "", written)

    @QUICK
    @given(CELLS)
    def test_a_key_is_seven_to_fifteen_digits_or_nothing(self, cell):
        self.assertRegex(normalise.phone_key(cell), r"\A(?:\d{7,15})?\Z")


class TestCreditCode(unittest.TestCase):
    @staticmethod
    def code(body="91999900MA0000001"):
        return body + uscc.calc_check_digit(body)

    def test_spellings(self):
        code = self.code()
        for written in (code, code.lower(), f" {code[:8]} {code[8:]}", f"{code[:2]}-{code[2:]}", f"{code}\u200b"):
            self.assertEqual(normalise.credit_code(written), code)
            self.assertTrue(normalise.is_credit_code(written))

    def test_letters_are_not_corrected(self):
        wrong = self.code().replace("0", "O", 1)
        self.assertEqual(normalise.credit_code(wrong), wrong)
        self.assertFalse(normalise.is_credit_code(wrong))
        self.assertTrue(normalise.looks_like_credit_code(wrong))

    def test_the_check_digit_counts(self):
        code = self.code()
        for digit in set("0123456789ABCDEFGHJKLMNPQRTUWXY") - {code[17]}:
            self.assertFalse(normalise.is_credit_code(code[:17] + digit))

    def test_rural_collectives_have_codes_too(self):
        code = self.code("N2999900MA0000001")
        self.assertTrue(normalise.is_credit_code(code))
        self.assertFalse(normalise.is_credit_code(code[:17] + ("0" if code[17] != "0" else "1")))

    def test_other_numbers_are_not_taken_for_credit_codes(self):
        for written in ("", None, "110000000000001", "DE136695976", "US-12-3456789", "360426199101010071", "甲" * 18):
            self.assertFalse(normalise.looks_like_credit_code(written), written)

    def test_the_check_digit_alone_makes_no_identity_number(self):
        for body in ("91999900123456789", "36042619911301007"):  # no birthday in them
            self.assertTrue(normalise.looks_like_credit_code(body + ric.calc_check_digit(body)))


class TestMasks(unittest.TestCase):
    def test_names(self):
        for name, masked in (("张三", "张*"), ("欧阳小花", "欧***"), ("张", "*"), ("John Smith", "J***"), (None, "")):
            self.assertEqual(normalise.mask_name(name), masked)

    def test_phones(self):
        for phone, masked in (
            ("15400001234", "154****1234"),
            ("+86 154 0000 1234", "154****1234"),
            ("88880001", "******01"),
            ("110", "***"),
            ("", ""),
        ):
            self.assertEqual(normalise.mask_phone(phone), masked)

    @QUICK
    @given(DIGITS)
    def test_the_middle_of_a_number_is_never_shown(self, tail):
        self.assertEqual(normalise.mask_phone("154" + tail), f"154****{tail[4:]}")

    def test_emails(self):
        for email, masked in (
            ("zhang@example.com", "z***@example.com"),
            ("z@example.com", "***@example.com"),
            ("@example.com", "***@example.com"),
            ("nobody", "***"),
            ("", ""),
        ):
            self.assertEqual(normalise.mask_email(email), masked)
