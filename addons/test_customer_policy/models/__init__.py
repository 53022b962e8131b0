from . import test_customer_document
