"""Amounts of yuan in Chinese capitals (大写金额), as papers with a signature show them so that no figure is changed."""

from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def amount_in_capitals(amount: float | Decimal) -> str:
    """Return ``amount`` of yuan, rounded to the cent, as the central bank has bills filled in (票据大写金额).

    >>> amount_in_capitals(1409.50), amount_in_capitals(6007.14)
    ('壹仟肆佰零玖元伍角', '陆仟零柒元壹角肆分')
    >>> amount_in_capitals(1680.32), amount_in_capitals(107000.53)
    ('壹仟陆佰捌拾元叁角贰分', '壹拾万柒仟元伍角叁分')
    >>> amount_in_capitals(16409.02), amount_in_capitals(325.04)
    ('壹万陆仟肆佰零玖元零贰分', '叁佰贰拾伍元零肆分')

    Zeros between figures are one 零, within a group of four and between two:

    >>> amount_in_capitals(10050.06), amount_in_capitals(1000001), amount_in_capitals(10_0100_0001)
    ('壹万零伍拾元零陆分', '壹佰万零壹元整', '壹拾亿零壹佰万零壹元整')
    >>> amount_in_capitals(100_000_000), amount_in_capitals(1_0000_0000_0000)
    ('壹亿元整', '壹万亿元整')
    >>> amount_in_capitals(1_0002_0000_0000), amount_in_capitals(1_0000_0003_0000)
    ('壹万零贰亿元整', '壹万亿零叁万元整')

    Nothing, less than a yuan, less than nothing, and what is rounded:

    >>> amount_in_capitals(0), amount_in_capitals(-0.004), amount_in_capitals(0.3), amount_in_capitals(0.06)
    ('零元整', '零元整', '叁角', '陆分')
    >>> amount_in_capitals(-1200), amount_in_capitals(0.005), amount_in_capitals(1.005), amount_in_capitals(9.995)
    ('负壹仟贰佰元整', '壹分', '壹元零壹分', '壹拾元整')
    >>> amount_in_capitals(10**16)
    Traceback (most recent call last):
        ...
    ValueError: 10000000000000000.00 is too large to be written in capitals
    """
    # what the figure shows is rounded, not its nearest binary fraction: 1.005 is 1.01
    cents = int(Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)
    if abs(cents) >= 10**18:
        message = f"{amount:.2f} is too large to be written in capitals"
        raise ValueError(message)
    sign = "负" if cents < 0 else ""
    yuan, cents = divmod(abs(cents), 100)
    if not yuan and not cents:
        return "零元整"
    written = f"{_whole(yuan)}元" if yuan else ""
    return sign + written + _cents(*divmod(cents, 10), gap=bool(yuan))


def _cents(tenths: int, hundredths: int, *, gap: bool) -> str:
    """Return the part after the yuan.

    >>> _cents(0, 0, gap=True), _cents(0, 6, gap=True), _cents(0, 6, gap=False), _cents(5, 0, gap=True)
    ('整', '零陆分', '陆分', '伍角')
    """
    if not tenths and not hundredths:
        return "整"
    written = f"{DIGITS[tenths]}角" if tenths else "零" * gap
    return written + (f"{DIGITS[hundredths]}分" if hundredths else "")


def _whole(number: int) -> str:
    """Return a number above zero, the groups of four figures each with its name.

    >>> _whole(20), _whole(2_0030), _whole(1_0000_0000_0000)
    ('贰拾', '贰万零叁拾', '壹万亿')
    """
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    written, zero = "", False
    for index in reversed(range(len(groups))):
        group = groups[index]
        if not group:
            zero = bool(written)
            continue
        if written and (zero or group < 1000):
            written += "零"
        # 万亿 and 亿 after it share the 亿: 壹万零贰亿
        name = "万" if index == 3 and groups[2] else GROUPS[index]
        written += _group(group) + name
        zero = False
    return written


def _group(number: int) -> str:
    """Return up to four figures.

    >>> _group(7), _group(10), _group(1006), _group(3500)
    ('柒', '壹拾', '壹仟零陆', '叁仟伍佰')
    """
    written, zero = "", False
    for index in reversed(range(4)):
        digit = number // 10**index % 10
        if digit:
            written += ("零" if zero and written else "") + DIGITS[digit] + PLACES[index]
        zero = not digit
    return written
