from . import customer_complaint_collection
from . import customer_complaint_reconciliation
