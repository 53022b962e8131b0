from . import test_register
from . import test_return_note
from . import test_return_quantity
from . import test_return_receipt
from . import test_return_goods
from . import test_return_sending
from . import test_return_valuation
from . import test_return_access
