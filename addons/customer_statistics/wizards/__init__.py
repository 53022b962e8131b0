from . import customer_statistic_export, customer_statistic_tell
