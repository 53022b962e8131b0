from . import customer_complaint_reconciliation
