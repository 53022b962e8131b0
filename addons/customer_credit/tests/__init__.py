from . import test_evaluation
from . import test_limit
from . import test_release
from . import test_security
from . import test_terms
from . import test_overdue
from . import test_report
