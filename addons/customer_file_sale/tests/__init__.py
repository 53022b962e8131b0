from . import test_analysis, test_dealing, test_export_names, test_order, test_order_table, test_rename, test_rights
