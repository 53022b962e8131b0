from . import test_credit_figures
