from . import (
    customer_statistic_comment,
    customer_statistic_export,
    customer_statistic_offence,
    customer_statistic_open,
    customer_statistic_tell,
)
