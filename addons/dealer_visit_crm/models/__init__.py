from . import crm_lead
from . import customer_file
from . import dealer_reward
from . import dealer_reward_rule
