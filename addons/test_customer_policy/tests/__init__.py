from . import test_deadline
from . import test_deadline_pack
from . import test_forms
from . import test_health
from . import test_number_pack
from . import test_numbers
