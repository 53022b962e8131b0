from . import number_pattern
