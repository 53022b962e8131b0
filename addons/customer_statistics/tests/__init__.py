from . import test_counting
from . import test_dashboard
from . import test_tours
