from . import customer_statistic_source
