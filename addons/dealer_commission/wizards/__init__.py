from . import base_partner_merge, dealer_commission_compute, dealer_commission_export
