from . import count_period
