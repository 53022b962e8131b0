from . import (
    test_bill,
    test_deadlines,
    test_pack,
    test_paid,
    test_recount,
    test_salesperson,
    test_scheme,
    test_security,
    test_statement,
    test_statement_steps,
    test_tours,
    test_units,
)
