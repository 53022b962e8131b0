from . import (
    test_difference,
    test_report,
    test_report_issuing,
    test_report_packs,
    test_report_texts,
    test_report_tools_doctest,
    test_report_tour,
    test_report_units,
)
