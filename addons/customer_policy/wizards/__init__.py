from . import customer_form_hand_over
from . import customer_deadline_waive
from . import customer_policy_pack_wizard
from . import customer_policy_pack_wizard_line
from . import customer_policy_pack_export
from . import customer_policy_paste
from . import customer_policy_trial
from . import customer_approval_decide
