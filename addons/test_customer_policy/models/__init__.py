from . import test_customer_document
from . import test_customer_document_deadline
from . import test_customer_slip
