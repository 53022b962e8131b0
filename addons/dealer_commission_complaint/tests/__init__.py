from . import test_cancellation
