from . import dealer_visit_postpone
