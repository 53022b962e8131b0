from . import staff_conduct_statement
from . import staff_conduct_payroll
