from . import test_analysis, test_dealing, test_order, test_rename, test_rights
