from . import test_credit_figures, test_credit_pack
