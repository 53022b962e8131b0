from . import customer_file
from . import customer_file_dealer
from . import customer_file_grade
from . import customer_file_visit
from . import dealer_brand
from . import dealer_visit
from . import dealer_visit_purpose
from . import dealer_visit_rule
