from . import customer_business_rule
from . import customer_business_mixin
from . import customer_blacklist_entry
from . import customer_blacklist_document
from . import crm_team
from . import sale_order
from . import account_move
