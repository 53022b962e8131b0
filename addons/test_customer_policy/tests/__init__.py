from . import test_deadline
from . import test_deadline_pack
from . import test_numbers
