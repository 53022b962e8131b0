from . import test_disputed
