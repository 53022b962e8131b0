from . import test_register
from . import test_allowance
from . import test_credit_note
