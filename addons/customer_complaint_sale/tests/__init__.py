from . import test_register
from . import test_allowance
from . import test_credit_note
from . import test_proof
from . import test_settlement_paper
from . import test_pack_shipped
from . import test_pack_rules
