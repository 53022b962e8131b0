from . import test_report_access, test_report_destruction, test_report_pack
