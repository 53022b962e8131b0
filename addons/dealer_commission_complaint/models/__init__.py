from . import customer_complaint, dealer_commission_cancellation
