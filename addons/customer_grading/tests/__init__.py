from . import test_blacklist
