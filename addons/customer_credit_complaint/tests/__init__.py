from . import test_given_back
from . import test_disputed
