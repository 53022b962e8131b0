from . import deadline_time
