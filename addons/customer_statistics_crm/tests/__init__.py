from . import test_lead_figures, test_lead_pack
