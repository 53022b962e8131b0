"""Invented customers for scripts/bench: never the same twice, and nobody's.

Codes belong to a region that does not exist (9999), mobile numbers to a range no operator has (154), landlines to an
area code that is not assigned (026), e-mail to example.com. The names look like real ones: 4 to 6 characters that say
who, 2 what, and a legal form.
"""

import itertools
from collections.abc import Iterator

PLACES = [
    "云岭",
    "青石",
    "松浦",
    "临溪",
    "北山",
    "南屏",
    "东川",
    "西渡",
    "长汀",
    "平湖",
    "金沙",
    "白水",
    "红岩",
    "蓝田",
    "黄陂",
    "绿洲",
    "紫阳",
    "玉泉",
    "石桥",
    "三河",
]
FIRST = "星瑞恒嘉晨鼎博思安弘景华绿宏德信永盛泰和兴隆昌茂源丰润泽林森海川江峰岳天宇正大中远新美佳康乐福凯庆同"
SECOND = "禾泽丰木光远雅源泰毅行谷达利诚业通顺祥瑞发荣裕厚本根基石峡湾港城原野科技创联合众一方圆力能工匠桥台阳"
TRADES = [
    "纸业",
    "机械",
    "商贸",
    "建材",
    "电子",
    "物流",
    "食品",
    "化工",
    "纺织",
    "家具",
    "包装",
    "塑料",
    "五金",
    "汽配",
    "医药",
    "印刷",
    "玻璃",
    "陶瓷",
    "环保",
    "物业",
]

#: Every number below a million is another one, in no order.
SHUFFLE = 611_953


def name(number: int) -> str:
    """The name of a customer; different for the first million numbers.

    >>> len({name(number) for number in range(20_000)})
    20000
    """
    number = number * SHUFFLE % 1_000_000
    parts = []
    for words in (PLACES, FIRST, SECOND, TRADES):
        number, index = divmod(number, len(words))
        parts.append(words[index])
    return "".join(parts) + "有限公司"


def phone(number: int) -> str:
    """Three landlines, then two mobile numbers.

    >>> phone(1), phone(4)
    ('026-80611953', '15402447812')
    """
    digits = number * SHUFFLE % 10_000_000
    return f"026-8{digits:07d}" if number % 5 < 3 else f"1540{digits:07d}"


def customers(count: int) -> Iterator[dict]:
    """Customers as a clean list has them, with valid credit codes."""
    from stdnum.cn import uscc

    people = itertools.cycle(f"{a}{b}" for a in "赵钱孙李周吴郑王" for b in "子丑寅卯辰巳午未申酉戌亥")
    for number in range(1, count + 1):
        body = f"91999901MA{number:07d}"
        yield {
            "name": name(number),
            "credit_code": body + uscc.calc_check_digit(body),
            "phone": phone(number),
            "street": f"{PLACES[number % 20]}路{number % 900 + 1}号",
            "zip": f"999{number % 1000:03d}",
            "city": PLACES[number * 7 % 20] + "市",
            "email": f"office{number}@example.com",
            "website": f"http://www.c{number}.example.com",
            "legal_representative": next(people),
            "registered_capital": number % 500 + 10,
            "founding_date": f"{1990 + number % 30}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        }
