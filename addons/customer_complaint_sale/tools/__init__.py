from . import chinese_capitals
