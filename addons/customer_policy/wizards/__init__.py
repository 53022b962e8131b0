from . import customer_approval_decide
