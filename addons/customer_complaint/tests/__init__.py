from . import test_complaint
from . import test_follow_up
from . import test_inside
from . import test_intake
from . import test_intake_mail
from . import test_portal
from . import test_similar
from . import test_stand_in
