from . import test_blacklist
from . import test_grading_run
from . import test_grade_figures
from . import test_grade_classes
from . import test_grade_change
from . import test_grade_review
from . import test_grade_secrecy
from . import test_tours
