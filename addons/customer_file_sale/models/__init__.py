from . import customer_file, customer_file_dealing, customer_file_opening_rule, sale_order
