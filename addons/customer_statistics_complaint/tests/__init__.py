from . import test_case_sheet, test_case_tour, test_complaint_figures, test_complaint_packs
