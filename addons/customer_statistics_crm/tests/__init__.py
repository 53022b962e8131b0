from . import test_lead_figures
