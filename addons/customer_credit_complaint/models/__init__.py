from . import customer_credit_overdue, customer_credit_standing
