from . import test_case_sheet, test_complaint_figures, test_complaint_packs
