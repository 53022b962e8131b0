from . import test_proposal
from . import test_pack
from . import test_case
from . import test_rights
from . import test_announcement
