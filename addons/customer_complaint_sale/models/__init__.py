from . import customer_complaint_settlement
from . import customer_complaint_settlement_proof
from . import customer_complaint_settlement_credit
<<<<<<< HEAD
from . import customer_complaint_settlement_paper
=======
from . import customer_complaint_settlement_advance
>>>>>>> main
from . import customer_complaint_proof_rule
from . import customer_complaint_proof
from . import customer_complaint_procedure
from . import customer_complaint
from . import customer_complaint_line
from . import customer_complaint_action
from . import customer_complaint_action_credit
from . import account_move_line
from . import account_move
from . import account_move_credit
from . import account_move_credit_rounding
from . import sale_order
from . import sale_order_line
