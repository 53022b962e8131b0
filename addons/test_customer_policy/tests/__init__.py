from . import test_approval_attack
from . import test_approval_content
from . import test_approval_decide
from . import test_approval_people
from . import test_approval_read
from . import test_approval_rule
from . import test_approval_substitution
from . import test_approval_tour
