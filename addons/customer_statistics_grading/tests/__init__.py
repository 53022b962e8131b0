from . import test_grading_figures
