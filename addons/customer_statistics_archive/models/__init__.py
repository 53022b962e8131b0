from . import customer_statistic_kind
from . import customer_statistic_report
from . import customer_statistic_correction
from . import customer_destruction_request
from . import customer_legal_hold
from . import customer_access_request
from . import res_users
