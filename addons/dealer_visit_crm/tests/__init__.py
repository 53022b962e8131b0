from . import test_project_near
from . import test_referral
