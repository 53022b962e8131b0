from . import (
    test_correction,
    test_correction_told,
    test_correction_totals,
    test_export,
    test_mailing,
    test_pack,
    test_request,
    test_tools_report_workbook,
)
