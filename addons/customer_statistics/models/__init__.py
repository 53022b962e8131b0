from . import (
    customer_statistic_figure,
    customer_statistic_indicator,
    customer_statistic_kind,
    customer_statistic_kind_line,
    customer_statistic_report,
    customer_statistic_dashboard,
    customer_statistic_source,
    customer_handover,
)
