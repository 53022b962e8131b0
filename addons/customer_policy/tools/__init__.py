from . import deadline_time
from . import number_pattern
