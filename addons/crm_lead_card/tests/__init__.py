from . import (
    test_attacks,
    test_check,
    test_dispute,
    test_lead,
    test_owner,
    test_pack,
    test_settling,
    test_state_machine,
    test_tools,
    test_tours,
    test_validity,
    test_withdrawal,
)
