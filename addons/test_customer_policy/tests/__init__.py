from . import test_forms
from . import test_health
from . import test_numbers
