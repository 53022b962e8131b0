from . import test_complaint_figures
