from . import customer_statistic_source
from . import customer_statistic_kind
from . import customer_statistic_case
from . import customer_statistic_report
