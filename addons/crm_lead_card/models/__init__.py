from . import (
    customer_lead_card_rule,
    customer_lead_card,
    customer_lead_card_validity,
    customer_lead_card_owner,
    customer_lead_card_withdrawal,
    customer_lead_card_call,
    customer_lead_card_event,
    customer_lead_card_check,
    customer_lead_card_dispute,
    customer_approval,
    customer_file,
    crm_lead,
)
