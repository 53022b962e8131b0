from . import dealer_gift_sign
from . import dealer_visit_postpone
