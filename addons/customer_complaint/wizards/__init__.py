from . import customer_complaint_ask
