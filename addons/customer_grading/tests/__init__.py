from . import test_blacklist
from . import test_admission
from . import test_admission_access
from . import test_admission_business
from . import test_licence
from . import test_takeover
from . import test_admission_pack
from . import test_admission_tour
