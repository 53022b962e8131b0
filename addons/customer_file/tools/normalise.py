"""One spelling for what people write in many: text, company names, phone numbers, credit codes.

Every function is pure, accepts whatever a spreadsheet cell can hold, and never raises: bad input gives an empty key.
Keys are for comparing; what is shown to people stays as `text()` returns it.
"""

import datetime
import math
import re
import unicodedata
from decimal import Decimal

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

_INVISIBLE = {"Cc", "Cf", "Cs"}
_KEY_CATEGORIES = ("L", "M", "N")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

# 集团 (group) is kept: a group and its member of the same name are two legal persons. 分公司 (branch) and the like too.
_CHINESE_SUFFIX = re.compile(
    r"\s*(?:股\s*份\s*)?(?:有\s*限\s*责\s*任|有\s*限)\s*公\s*司$|\s*股\s*份\s*公\s*司$"
    r"|(?<![分总子母支\s])\s*公\s*司$|\s*株\s*式\s*会\s*社$"
)
# A Latin suffix is a word of its own, so that "Zinc" does not lose its "inc".
_LATIN_SUFFIX = re.compile(
    r"(?<![a-z0-9])(?:co\s?ltd|co|company|ltd|limited|inc|incorporated|corp|corporation|gmbh|g m b h|ag|kg|llc|l l c"
    r"|llp|plc|pte|pty|pvt|s a|sarl|srl|s r l|spa|s p a|bv|b v|nv|n v)$"
)

_EXTENSION = re.compile(r"(?:转|轉|分机|分機|内线|extension|ext|#|(?<=\d)\s*x)[\s:.]*\d{1,6}(?!\d)", re.IGNORECASE)
_CHINESE_NUMBER = re.compile(r"1[3-9]\d{9}|0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}|[48]00\d{7}")
_LOCAL_NUMBER = re.compile(r"(?![48]00)[2-9]\d{6,7}")
_COUNTRY_PREFIX = re.compile(r"^(?:\+|00)?86(?=\d{10})")
_FOREIGN_PREFIX = re.compile(r"(?:\+|00)(?!\s*86)")
_OWN_PREFIX = re.compile(r"(?:\+|00)\s*86|86\b")
_PHONE_DIGITS = range(7, 16)  # fewer is no phone number, E.164 knows no longer ones


def text(value: object) -> str:
    """The text of a cell in one spelling: half-width, single spaces, nothing invisible.

    Numbers are written in full, without exponent and without ".0"; a midnight datetime as its date; None as "".

    >>> text(' ＡＢＣ\\u3000（北京）\\u200b \\n 有限公司 ')
    'ABC (北京) 有限公司'
    >>> text(13812345678.0), text(1.5e-07), text(None)
    ('13812345678', '0.00000015', '')
    >>> text(datetime.datetime(2020, 5, 1)), text(True)
    ('2020-05-01', 'TRUE')
    """
    written = _written(value)
    if not written.isprintable():
        written = "".join(
            char if char.isspace() or unicodedata.category(char) not in _INVISIBLE else "" for char in written
        )
    return " ".join(unicodedata.normalize("NFKC", written).split())


def wording(value: object) -> str:
    """The text of a cell as it is kept: like `text()`, but with the punctuation as written.

    Chinese names and addresses are registered with full-width brackets and commas.

    >>> wording(' 绿谷（杭州）纸业\u3000有限公司 Ａ１号 ')
    '绿谷（杭州）纸业 有限公司 A1号'
    """
    visible = (char for char in _written(value) if char.isspace() or unicodedata.category(char) not in _INVISIBLE)
    kept = (char if unicodedata.category(char)[0] in "PS" else unicodedata.normalize("NFKC", char) for char in visible)
    return " ".join("".join(kept).split())


def _written(value: object) -> str:
    """A cell value as a person would write it, before any cleaning.

    >>> _written(1e20), _written(float('nan')), _written(datetime.date(2020, 5, 1))
    ('100000000000000000000', '', '2020-05-01')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return str(value)


def name_key(name: object) -> str:
    """The comparison key of a company name: two spellings of one company have the same key.

    Width, case, spaces, punctuation and the legal form (有限公司, Co., Ltd., GmbH ...) do not count. The word
    集团 does: 华兴集团有限公司 and 华兴有限公司 are usually two companies, 华兴（集团）有限公司 and 华兴集团有限公司
    one. The key is empty only for a blank name; a name that is nothing but a legal form, or nothing but symbols,
    is its own key.

    >>> name_key('云岭（ 星禾 ）机械有限责任公司') == name_key('云岭星禾机械有限公司') == '云岭星禾机械'
    True
    >>> name_key('ACME Trading Co., Ltd.'), name_key('Acme-Trading Company Limited')
    ('acmetrading', 'acmetrading')
    >>> name_key('星禾集团有限公司'), name_key('星禾有限公司'), name_key('星禾有限公司云岭分公司')
    ('星禾集团', '星禾', '星禾有限公司云岭分公司')
    >>> name_key('Zinc'), name_key('有限公司'), name_key('★★'), name_key(' ')
    ('zinc', '有限公司', '★★', '')
    """
    key = _shortened(text(name).casefold())
    while (shorter := _shortened(key)) != key:  # dropping spaces can put a suffix together
        key = shorter
    return key


def _shortened(name: str) -> str:
    """One pass of `name_key` over a casefolded name.

    >>> _shortened('a&b inc.')
    'ab'
    """
    name = _VARIATION_SELECTORS.sub("", text(name).casefold())
    words = "".join(char if unicodedata.category(char)[0] in _KEY_CATEGORIES else " " for char in name).strip()
    if not words:
        return "".join(name.split())
    core, before = words, ""
    while core != before:
        before, core = core, _LATIN_SUFFIX.sub("", _CHINESE_SUFFIX.sub("", core)).rstrip()
    return "".join((core or words).split())


def phone_key(phone: object) -> str:
    """The comparison key of the first phone number in a cell: its digits, '' when there is none of at least 7 digits.

    The prefixes +86, 0086 and 86 go when a Chinese number remains, as do extensions. Numbers of other countries keep
    their country code.

    >>> phone_key('+86 154-0000-0001'), phone_key('１５４００００　０００１'), phone_key(15400000001.0)
    ('15400000001', '15400000001', '15400000001')
    >>> phone_key('026-88880001转801'), phone_key('(026)8888 0001-801'), phone_key('+86 26 88880001 ext. 3')
    ('02688880001', '02688880001', '02688880001')
    >>> phone_key('0049 30 1234567'), phone_key('+49 (30) 123-4567'), phone_key('12345')
    ('49301234567', '49301234567', '')
    """
    return next(iter(phone_keys(phone)), "")


def phone_keys(phone: object) -> list[str]:
    """The comparison keys of all phone numbers in a cell, in their order, each once. See `phone_key`.

    >>> phone_keys('手机：15400000001；座机 026-88880001-12 / 88880002')
    ['15400000001', '02688880001', '88880002']
    >>> phone_keys('026 88880001 15400000001'), phone_keys('154****0001')
    (['02688880001', '15400000001'], [])
    """
    raw = _written(phone)
    lines = [text(line) for line in raw.splitlines()]
    spoken = ",".join("".join("-" if unicodedata.category(c) == "Pd" else c for c in line) for line in lines)
    spoken = _EXTENSION.sub(",", spoken)
    keys = [_digits(number) for run in re.split(r"[^\d+()\-.\s]+|(?=\+)", spoken) for number in _numbers_in(run)]
    return list(dict.fromkeys(key for key in keys if len(key) in _PHONE_DIGITS))


def _numbers_in(run: str) -> list[str]:
    """The phone numbers in a run of digits, spaces, dashes and brackets, cut between two whole numbers.

    >>> _numbers_in('026 88880001 154 0000 0001')
    ['026 88880001', '154 0000 0001']
    """
    numbers: list[str] = []
    for word in run.split():
        if not numbers or _is_whole(numbers[-1]):
            numbers.append(word)
        else:
            numbers[-1] += " " + word
    return numbers


def _digits(number: str) -> str:
    """The digits of one written number, without country prefix 86, the international 00, and a dashed extension.

    >>> _digits('0086-26-88880001'), _digits('88880001-12'), _digits('154-0000-0001'), _digits('400-000-0001')
    ('02688880001', '88880001', '15400000001', '4000000001')
    """
    base, dash, extension = number.rpartition("-")
    if dash and len(extension.strip()) <= 6 and _is_whole(base):
        return _digits(base)
    signed = re.sub(r"[^\d+]", "", number)
    digits = signed.replace("+", "")
    national = _COUNTRY_PREFIX.sub("", signed)
    if national != signed:
        for candidate in (national, "0" + national):
            if _CHINESE_NUMBER.fullmatch(candidate):
                return candidate
    return digits.removeprefix("00")


def _is_whole(number: str) -> bool:
    """Whether a written number is a complete Chinese one, so that what follows is something else.

    >>> _is_whole('+86 154 0000 0001'), _is_whole('88880001'), _is_whole('026'), _is_whole('+49 301 2345')
    (True, True, False, False)
    """
    number = number.lstrip(" (")
    if _FOREIGN_PREFIX.match(number):
        return False
    digits = _digits(number)
    if _CHINESE_NUMBER.fullmatch(digits):
        return True
    return bool(_LOCAL_NUMBER.fullmatch(digits)) and not _OWN_PREFIX.match(number)


def credit_code(value: object) -> str:
    """A unified social credit code or other registration number in upper case without spaces and dashes.

    Letters are never corrected: O for 0 and I for 1 are mistakes for a person to settle.

    >>> credit_code('9199 0000-ma0000000x'), credit_code('９１９９'), credit_code(None)
    ('91990000MA0000000X', '9199', '')
    """
    return "".join(char for char in text(value).upper() if not char.isspace() and unicodedata.category(char) != "Pd")


def is_credit_code(value: object) -> bool:
    """Whether this is a valid unified social credit code (GB 32100: 18 characters, check digit right).

    python-stdnum refuses the authorities A, N (rural collectives) and Y, which GB 32100 has; they are accepted here.

    >>> is_credit_code('91110000600037341L'), is_credit_code('9111 0000 6000 3734 1l')
    (True, True)
    >>> is_credit_code('911100006000373411')
    False
    """
    code = credit_code(value)
    if uscc.is_valid(code):
        return True
    if not re.fullmatch(r"[ANY]\d{7}[0-9A-HJ-NP-RTUWXY]{10}", code):
        return False
    return uscc.calc_check_digit(code[:17]) == code[17]


def looks_like_credit_code(value: object) -> bool:
    """Whether this is meant to be a unified social credit code, so that an invalid one is a mistake to point out.

    That is 18 letters and digits, at least 8 of them digits. Old 15-digit registration numbers and foreign tax ids
    are not meant to be one, nor is a citizen's identity number, which a sole trader may give.

    >>> looks_like_credit_code('91110000600037341L'), looks_like_credit_code('9111OOOO600037341L')
    (True, True)
    >>> looks_like_credit_code('110000000000001'), looks_like_credit_code('DE136695976'), looks_like_credit_code(' ')
    (False, False, False)
    >>> looks_like_credit_code('360426199101010071')
    False
    """
    code = credit_code(value)
    if len(code) != 18 or not code.isascii() or not code.isalnum() or sum(map(str.isdigit, code)) < 8:
        return False
    return is_credit_code(code) or not _is_identity_number(code)


def _is_identity_number(code: str) -> bool:
    """Whether 18 characters are the number of a citizen: a birthday of the last centuries, and the check digit right.

    >>> _is_identity_number('360426199101010071'), _is_identity_number('360426199113010071')
    (True, False)
    """
    # ric.validate() would read a data file for the birthplace, which cannot be opened from within Odoo
    if not re.fullmatch(r"\d{6}(?:19|20)\d{9}[\dX]", code) or ric.calc_check_digit(code) != code[17]:
        return False
    try:
        return bool(ric.get_birth_date(code))
    except ValidationError:
        return False


def mask_name(name: object) -> str:
    """A person's name with all but its first character hidden; the length of a Chinese name stays visible.

    >>> mask_name('张三'), mask_name('欧阳小花'), mask_name('John Smith'), mask_name('张'), mask_name('')
    ('张*', '欧***', 'J***', '*', '')
    """
    plain = text(name)
    if len(plain) < 2:
        return "*" * len(plain)
    return plain[0] + ("***" if plain.isascii() else "*" * (len(plain) - 1))


def mask_phone(phone: object) -> str:
    """Phone numbers with the middle hidden: three digits in front and four at the end stay, fewer of a short number.

    >>> mask_phone('+86 154 0000 1234'), mask_phone('88880001'), mask_phone('15400001234/026-88880001')
    ('154****1234', '******01', '154****1234 / 026****0001')
    >>> mask_phone('110'), mask_phone('')
    ('***', '')
    """
    keys = phone_keys(phone)
    if not keys:
        return "***" if text(phone) else ""
    return " / ".join(f"{key[:3]}****{key[-4:]}" if len(key) > 10 else "*" * (len(key) - 2) + key[-2:] for key in keys)


def mask_email(email: object) -> str:
    """An e-mail address with all but the first character of the local part hidden.

    >>> mask_email('zhang@example.com'), mask_email('z@example.com'), mask_email('nobody'), mask_email('')
    ('z***@example.com', '***@example.com', '***', '')
    """
    plain = text(email)
    local, at, domain = plain.rpartition("@")
    if not at:
        return "***" if plain else ""
    return f"{local[:1] if len(local) > 1 else ''}***@{domain}"
