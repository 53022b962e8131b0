from . import crm_lead, customer_file, customer_file_opening_rule
