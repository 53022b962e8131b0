from . import test_closing
from . import test_complaint
from . import test_improvement
from . import test_objection
from . import test_outcome
from . import test_statement
