from . import base_partner_merge, customer_lead_card_hand_on
