from . import customer_credit_overdue
