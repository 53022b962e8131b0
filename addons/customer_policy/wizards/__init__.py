from . import customer_deadline_waive
