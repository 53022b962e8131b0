from . import (
    test_dashboard,
    test_dashboard_tour,
    test_figures,
    test_handover,
    test_report,
    test_report_issuing,
    test_report_texts,
    test_report_tools_doctest,
    test_report_units,
    test_rollup,
    test_tools,
)
