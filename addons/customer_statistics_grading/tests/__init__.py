from . import test_grading_figures, test_grading_pack
