from . import test_register
from . import test_allowance
from . import test_dispute
from . import test_collection
from . import test_reconciliation
from . import test_credit_note
