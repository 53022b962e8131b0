from . import test_complaint
from . import test_flow_14_21
from . import test_pack_shipped
