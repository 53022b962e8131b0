from . import base_partner_merge
from . import customer_complaint_ask
from . import customer_complaint_assign
from . import customer_complaint_merge
from . import customer_complaint_statement_export
from . import customer_complaint_void
