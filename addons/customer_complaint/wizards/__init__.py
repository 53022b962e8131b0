from . import customer_complaint_assign
from . import customer_complaint_merge
from . import customer_complaint_void
