from . import customer_grade_figures
