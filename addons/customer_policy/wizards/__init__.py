from . import customer_form_hand_over
