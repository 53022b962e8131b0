from . import test_blacklist
from . import test_grading_run
