from . import customer_complaint
from . import customer_complaint_reply
